package dev.playhead.sandbox;

/** Says in one sentence why the sandbox cannot start, and what would help; for the person at the terminal. */
public final class StartRefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public StartRefusedException(String sentence) {
        super(sentence);
    }
}
