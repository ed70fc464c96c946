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

    /** The refusal that a failure stands for: its own, or {@link Problem#INTERNAL}. */
    public static Refusal of(Throwable failure) {
        return failure instanceof RefusedException refused
                ? refused.refusal()
                : Problem.INTERNAL.because(String.valueOf(failure.getMessage()));
    }
}
