package dev.playhead.event;

/** Carries a {@link Refusal} through a failed Future; it has no stack trace, because it is an answer and not a bug. */
public final class RefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Refusal refusal;

    public RefusedException(Refusal refusal) {
        super(refusal.problem().code() + ": " + refusal.detail(), null, false, false);
        this.refusal = refusal;
    }

    public Refusal refusal() {
        return refusal;
    }

    /** The refusal that a failure stands for: its own, or {@link Problem#INTERNAL}, which the log then tells more of. */
    public static Refusal of(Throwable failure) {
        return failure instanceof RefusedException refused
                ? refused.refusal()
                : Problem.INTERNAL.because(
                        "The node failed to handle the request; its log has the reason, with failure="
                                + Failures.log(failure));
    }

    /** Returns whether the failure stands for that problem. */
    public static boolean is(Throwable failure, Problem problem) {
        return failure instanceof RefusedException refused && refused.refusal().problem() == problem;
    }
}
