package dev.playhead.delivery;

/** The next record of each partition of a stream. */
interface Heads {
    int size();

    /** Whether nothing is left of the partition. */
    boolean isDone(int index);

    /** Whether its next record is at hand; asks for it where it is not. */
    boolean isReady(int index);

    /** When the next record was recorded, in epoch milliseconds. */
    long recorded(int index);
}
