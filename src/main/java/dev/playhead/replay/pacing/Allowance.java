package dev.playhead.replay.pacing;

/**
 * Sets the common rate limit of a node's replays during live traffic. The limit begins low and doubles with each good
 * moment. Each bad moment lowers it by a quarter. After the first bad one, each good moment raises it by a step. Pure;
 * owned by one thread.
 */
final class Allowance {
    /** The rate that means no limit. */
    static final long UNBOUNDED = 1L << 34;

    private final long start;
    private final long floor;
    private final long step;
    private long limit = UNBOUNDED;
    private boolean feeling;

    Allowance(YieldSettings settings) {
        this.start = settings.start();
        this.floor = settings.floor();
        this.step = settings.step();
    }

    /** Removes the limit, because there is no live traffic. */
    void free() {
        limit = UNBOUNDED;
    }

    /** Live traffic has begun, or replays may beside it: they begin with little. */
    void begin() {
        limit = Math.max(floor, start);
        feeling = true;
    }

    /**
     * Adapts the limit after replays have sent during live traffic.
     *
     * @param strained whether live traffic was slowed
     * @param sending the bytes a second sent: a cut of an unused limit would help no one, and more than twice the used
     *     rate is not needed
     */
    void look(boolean strained, long sending) {
        if (strained) {
            limit = Math.max(floor, Math.min(limit, Math.max(sending, floor)) / 4 * 3);
            feeling = false;
        } else if (2 * sending >= limit) {
            limit = Math.min(UNBOUNDED, feeling ? 2 * limit : limit + step);
        }
    }

    long limit() {
        return limit;
    }

    boolean isBound() {
        return limit < UNBOUNDED;
    }
}
