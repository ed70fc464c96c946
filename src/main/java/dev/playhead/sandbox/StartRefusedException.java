package dev.playhead.sandbox;

/** Holds one sentence with the reason for a refused start, and the remedy; for the operator at the terminal. */
public final class StartRefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public StartRefusedException(String sentence) {
        super(sentence);
    }
}
