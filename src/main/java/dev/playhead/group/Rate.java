package dev.playhead.group;

/** Counts what happens and says how often it lately did; owned by one thread. */
final class Rate {
    private static final long WINDOW = 2_000_000_000L;
    private static final double SECOND = 1e9;

    private long since;
    private long count;
    private double before;

    /** @param nanos as {@link System#nanoTime()} */
    Rate(long nanos) {
        since = nanos;
    }

    void add() {
        count++;
    }

    double perSecond(long nanos) {
        long passed = nanos - since;
        if (passed < WINDOW) {
            return Math.max(before, passed <= 0 ? 0 : count * SECOND / WINDOW);
        }
        before = count * SECOND / passed;
        since = nanos;
        count = 0;
        return before;
    }
}
