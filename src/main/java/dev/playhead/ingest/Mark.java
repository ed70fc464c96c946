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
     * A claimant is appending the event.
     *
     * @param logEnd a lower bound of the partition's end at the claim: the append is at or after it, or at a later cut
     *     of the log
     * @param page the holder's page for its result; 0 for none: see {@link DuplicateWindow#page}
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
