package dev.playhead.group;

/**
 * Says how much a bounded group's connection may send now, besides what its credit allows. Owned by the connection's event
 * loop; moments are in epoch milliseconds. Whoever opens it from outside wakes the stream.
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

    /** How many events may be sent now. */
    int events(long now);

    /** How many bytes they may have; where it is above 0, a longer event may go alone. */
    long bytes(long now);

    /** When an event that was recorded then may be sent for the first time. */
    long due(long recorded);

    void sent(long now, int events, long bytes);

    /** Where nothing may be sent now, when to ask again; {@link Long#MAX_VALUE} where the stream will be woken. */
    long opensAt(long now);

    /** This connection has so much of what the whole group may send, above 0 and at most 1. */
    void part(double part);
}
