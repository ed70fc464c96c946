package dev.playhead.ingest;

import dev.playhead.log.EventLog;

/** The state of one identity in the duplicate window. */
public sealed interface Mark {
    /** The window does not know the event. */
    Mark FREE = new Free();

    int NO_PAGE = 0;

    /** Nothing. */
    record Free() implements Mark {}

    /**
     * Somebody is appending it.
     *
     * @param logEnd where the partition ended at least when it was claimed: the append is there or after, or where a later
     *     leader cut the log off
     * @param page of the holder, on which its end may be written; 0 for none: see {@link DuplicateWindow#page}
     */
    record Held(Incarnation holder, int partition, EventLog.End logEnd, int page) implements Mark {
        public Held(Incarnation holder, int partition, EventLog.End logEnd) {
            this(holder, partition, logEnd, NO_PAGE);
        }

        /** Returns the mark after an append with an unknown result. */
        Unknown unknown() {
            return new Unknown(partition, logEnd);
        }
    }

    /** Its append was given up with unknown fate: the log from {@code logEnd} on can tell. */
    record Unknown(int partition, EventLog.End logEnd) implements Mark {}

    /** The event is stored at this position; {@code recorded} in epoch milliseconds. */
    record Stored(int partition, long offset, long recorded) implements Mark {}
}
