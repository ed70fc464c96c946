package dev.playhead.ingest;

import dev.playhead.log.EventLog;
import dev.playhead.log.Topic;

/**
 * The state of one identity in the duplicate window. The window is kept by the name of a topic, so a mark may be of a
 * deleted topic of the same name: its offsets mean nothing in the present topic, and the event may be in either one.
 */
public sealed interface Mark {
    /** The window does not know the event. */
    Mark FREE = new Free();

    int NO_PAGE = 0;

    /** The largest tag: it takes two bytes in Redis. */
    int LARGEST_TAG = (1 << 14) - 1;

    /** Returns a short form of the topic's id, to tell a deleted topic from the next one of its name. */
    static int tag(Topic topic) {
        return topic.id().hashCode() & LARGEST_TAG;
    }

    /** Nothing. */
    record Free() implements Mark {}

    /**
     * A claimant is appending the event.
     *
     * @param tag the {@link #tag} of the claim's topic
     * @param logEnd a lower bound of the partition's end at the claim: the append is at or after it, or at a later cut
     *     of the log
     * @param page the holder's page for its result; 0 for none: see {@link DuplicateWindow#page}
     */
    record Held(Incarnation holder, int tag, int partition, EventLog.End logEnd, int page) implements Mark {
        public Held(Incarnation holder, int tag, int partition, EventLog.End logEnd) {
            this(holder, tag, partition, logEnd, NO_PAGE);
        }

        /** Returns the mark after an append with an unknown result. */
        Unknown unknown() {
            return new Unknown(tag, partition, logEnd);
        }
    }

    /** Its append was given up with unknown fate: the log from {@code logEnd} on can tell. */
    record Unknown(int tag, int partition, EventLog.End logEnd) implements Mark {
        /** Returns the claim that follows this one; in another topic its append may have any offset. */
        Held takenBy(Incarnation holder, Topic topic) {
            int now = Mark.tag(topic);
            return new Held(holder, now, partition, now == tag ? logEnd : EventLog.End.UNKNOWN);
        }
    }

    /** The event is stored at this position; {@code recorded} in epoch milliseconds. */
    record Stored(int tag, int partition, long offset, long recorded) implements Mark {}
}
