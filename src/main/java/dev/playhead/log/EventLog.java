package dev.playhead.log;

import dev.playhead.event.Partition;
import java.util.List;

/**
 * Appends events to the log.
 *
 * <p>In each partition, the order of the calls and of the list is the order in the log, also through failures. When the
 * outcome of an append becomes unknown, so do the outcomes of all later appends of its partition that arrived before
 * this answer. None of those is stored unless all before it are stored.
 */
public interface EventLog {

    /**
     * Holds a lower bound of a partition's end.
     *
     * @param leaderEpoch the epoch of a leader with that end; negative if it is unknown
     */
    record End(long offset, int leaderEpoch) {
        /** The end of a partition that is unknown. */
        public static final End UNKNOWN = new End(0, -1);
    }

    /** Takes the appends and returns at once; any thread. Admission bounds the appends in flight. */
    void append(List<? extends Append> appends);

    /**
     * Returns a lower bound of the partition's end, as this node knows it. Every record that any node appends after
     * this call has at least this offset, unless a leader of a greater epoch has cut the log off.
     */
    End endAtLeast(Partition partition);

    /** The partition that orders the key in the topic: the one that every Kafka client would choose. */
    int partitionFor(Topic topic, byte[] key);

    /** Returns whether the log takes appends now. Any thread. Any thread. */
    boolean available();
}
