package dev.playhead.stream;

/** The next records of several partitions, in the order of their topics and numbers. Owned by one thread. */
public interface Heads {
    /** Nothing is left of the partition. */
    long NOTHING = Long.MAX_VALUE;

    /** The next record of the partition is not at hand yet. */
    long MISSING = Long.MIN_VALUE;

    int size();

    /**
     * Returns the time of the next record of a partition, in epoch milliseconds; {@link #NOTHING}; or {@link #MISSING}
     * for one that is being loaded.
     */
    long head(int index);
}
