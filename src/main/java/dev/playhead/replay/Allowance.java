package dev.playhead.replay;

/**
 * How many bytes a second a node's replays may send together: halved while live traffic has it hard, more by a step for
 * each moment at which it has not. Pure; owned by one thread.
 */
final class Allowance {
    /** So much that it is no bound. */
    static final long UNBOUNDED = 1L << 34;

    private final long floor;
    private final long step;
    private long limit = UNBOUNDED;

    Allowance(long floor, long step) {
        this.floor = floor;
        this.step = step;
    }

    /**
     * @param strained whether live traffic has it hard
     * @param sending bytes a second that are being sent: half of an allowance that is not used would spare nothing
     */
    void look(boolean strained, long sending) {
        if (strained) {
            limit = Math.max(floor, Math.min(limit, Math.max(sending, floor)) / 2);
        } else if (isBound()) {
            // Once it is far from what is wanted it is no bound
            limit = limit > 64 * Math.max(sending, step) ? UNBOUNDED : limit + step;
        }
    }

    long limit() {
        return limit;
    }

    boolean isBound() {
        return limit < UNBOUNDED;
    }
}
