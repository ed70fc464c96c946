package dev.playhead.ingest;

/** What the duplicate window knows of one identity. */
public sealed interface Mark {
    /** Nothing is known of it. */
    Mark FREE = new Free();

    /** Nothing. */
    record Free() implements Mark {}

    /**
     * Somebody is appending it.
     *
     * @param logEnd where the partition ended at most when it was claimed: the append is there or after
     */
    record Held(Incarnation holder, int partition, long logEnd) implements Mark {}

    /** Its append was given up with unknown fate: the log from {@code logEnd} on can tell. */
    record Unknown(int partition, long logEnd) implements Mark {}

    /** It is stored there; {@code recorded} in epoch milliseconds. */
    record Stored(int partition, long offset, long recorded) implements Mark {}
}
