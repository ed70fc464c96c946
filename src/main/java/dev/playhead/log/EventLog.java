package dev.playhead.log;

import dev.playhead.event.Partition;
import java.util.List;

/**
 * The way into the log.
 *
 * <p>Per partition the order of the calls and of the list is the order in the log, also through failures: when the fate
 * of an append becomes unknown, so does that of all later ones of its partition that were handed over before it was
 * told, and none of those lands unless all before it have landed.
 */
public interface EventLog {

    /**
     * A lower bound of a partition's end.
     *
     * @param leaderEpoch of a leader under which it did; negative where that is not known
     */
    record End(long offset, int leaderEpoch) {
        /** The end of a partition that is unknown. */
        public static final End UNKNOWN = new End(0, -1);
    }

    /** Takes the appends and returns at once; any thread. Admission bounds how many are under way. */
    void append(List<? extends Append> appends);

    /**
     * A lower bound of the partition's end, as near as this node knows: every record appended by anybody after this
     * call has an offset of at least this, unless a leader of a greater epoch has cut the log off.
     */
    End endAtLeast(Partition partition);

    /** The partition that orders the key in the topic: the one that every Kafka client would choose. */
    int partitionFor(Topic topic, byte[] key);

    /** Returns whether the log takes appends now. Any thread. Any thread. */
    boolean available();
}
