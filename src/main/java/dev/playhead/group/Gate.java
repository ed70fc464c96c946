package dev.playhead.group;

/**
 * Limits the sending of a bounded group's connection, in addition to its credit. Owned by the connection's event loop;
 * times are in epoch milliseconds. A caller that opens it from outside wakes the stream.
 */
public interface Gate {
    /** Lets everything through. */
    Gate OPEN = new Gate() {
        @Override
        public int events(long now) {
            return Integer.MAX_VALUE;
        }

        @Override
        public long bytes(long now) {
            return Long.MAX_VALUE;
        }

        @Override
        public long due(long recorded) {
            return Long.MIN_VALUE;
        }

        @Override
        public void sent(long now, int events, long bytes) {}

        @Override
        public long opensAt(long now) {
            return Long.MAX_VALUE;
        }

        @Override
        public void part(double part) {}
    };

    /** Returns the number of events that may be sent now. */
    int events(long now);

    /** Returns the number of bytes that may be sent now; above 0, a longer event may go alone. */
    long bytes(long now);

    /** Returns the earliest time to send an event with that recorded time. */
    long due(long recorded);

    void sent(long now, int events, long bytes);

    /**
     * Returns the time of the next question while nothing may be sent; {@link Long#MAX_VALUE} for a stream that will be
     * woken.
     */
    long opensAt(long now);

    /** Sets this connection's share of the group's rate, above 0 and at most 1. */
    void part(double part);
}
