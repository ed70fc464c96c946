package dev.playhead.ingest;

/** What the duplicate window knows of one identity. */
public sealed interface Mark {
    /** Nothing is known of it. */
    Mark FREE = new Free();

    int NO_PAGE = 0;

    /** Nothing. */
    record Free() implements Mark {}

    /**
     * Somebody is appending it.
     *
     * @param logEnd where the partition ended at most when it was claimed: the append is there or after
     * @param page of the holder, on which its end may be written; 0 for none: see {@link DuplicateWindow#page}
     */
    record Held(Incarnation holder, int partition, long logEnd, int page) implements Mark {
        public Held(Incarnation holder, int partition, long logEnd) {
            this(holder, partition, logEnd, NO_PAGE);
        }
    }

    /** Its append was given up with unknown fate: the log from {@code logEnd} on can tell. */
    record Unknown(int partition, long logEnd) implements Mark {}

    /** It is stored there; {@code recorded} in epoch milliseconds. */
    record Stored(int partition, long offset, long recorded) implements Mark {}
}
