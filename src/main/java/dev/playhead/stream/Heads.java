package dev.playhead.stream;

/** The next records of several partitions, in the order of their topics and numbers. Owned by one thread. */
public interface Heads {
    /** Nothing is left of the partition. */
    long NOTHING = Long.MAX_VALUE;

    /** The next record of the partition is not at hand yet. */
    long MISSING = Long.MIN_VALUE;

    int size();

    /**
     * When the next record of a partition was recorded, in epoch milliseconds; {@link #NOTHING}, or {@link #MISSING}: then
     * it has been asked for.
     */
    long head(int index);
}
