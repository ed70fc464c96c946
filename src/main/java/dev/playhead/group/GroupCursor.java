package dev.playhead.group;

import dev.playhead.event.OffsetRange;
import dev.playhead.event.Partition;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How far a group has come in one partition.
 *
 * @param topicId the log's identity of the topic: the place means nothing in a topic that was made again
 * @param epoch of the lease under which it was written
 * @param cursor the first offset that is not settled
 * @param settled ranges above the cursor that are, in order, apart from each other
 * @param delivered one past the highest offset that was ever delivered
 * @param counted of a bounded group, what became of its events; null of others
 */
public record GroupCursor(
        String group,
        String topic,
        String topicId,
        int partition,
        long epoch,
        long cursor,
        List<OffsetRange> settled,
        long delivered,
        @Nullable Counted counted) {
    public GroupCursor {
        settled = List.copyOf(settled);
    }

    /** That of a group without bounds. */
    public GroupCursor(
            String group,
            String topic,
            String topicId,
            int partition,
            long epoch,
            long cursor,
            List<OffsetRange> settled,
            long delivered) {
        this(group, topic, topicId, partition, epoch, cursor, settled, delivered, null);
    }

    /** The partition that the cursor stands in. */
    public Partition at() {
        return new Partition(topic, partition);
    }
}
