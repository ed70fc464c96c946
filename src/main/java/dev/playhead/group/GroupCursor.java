package dev.playhead.group;

import dev.playhead.event.OffsetRange;
import dev.playhead.event.Partition;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The progress of a group in one partition.
 *
 * @param topicId the log's id of the topic: the cursor is invalid in a topic that was made again
 * @param epoch the epoch of the lease at its write
 * @param counted the counts of a bounded group; null for other groups
 */
public record GroupCursor(
        String group,
        String topic,
        String topicId,
        int partition,
        long epoch,
        Progress progress,
        Basis basis,
        @Nullable Counted counted) {

    /** Creates the cursor of a group without bounds and with an unknown basis. */
    public GroupCursor(
            String group,
            String topic,
            String topicId,
            int partition,
            long epoch,
            long cursor,
            List<OffsetRange> settled,
            long delivered) {
        this(group, topic, topicId, partition, epoch, new Progress(cursor, settled, delivered), Basis.UNKNOWN, null);
    }

    /** Returns the same with at least the sendings that a former owner of the partition counted. */
    public GroupCursor withSendingsOf(GroupCursor former) {
        Counted before = former.counted;
        return counted == null || before == null || !topicId.equals(former.topicId)
                ? this
                : new GroupCursor(
                        group, topic, topicId, partition, epoch, progress, basis, counted.withSendingsOf(before));
    }

    /** The partition that the cursor stands in. */
    public Partition at() {
        return new Partition(topic, partition);
    }

    /** The first offset that is not settled. */
    public long cursor() {
        return progress.cursor();
    }

    /** Ranges above the cursor that are settled, in order, apart from each other. */
    public List<OffsetRange> settled() {
        return progress.settled();
    }

    /** Returns whether the event at the offset is settled. */
    public boolean isSettled(long offset) {
        return offset < cursor() || settled().stream().anyMatch(each -> each.contains(offset));
    }

    /** One past the highest offset that was ever delivered. */
    public long delivered() {
        return progress.delivered();
    }

    /**
     * The settled and the delivered offsets.
     *
     * @param cursor the first offset that is not settled
     * @param settled ranges above the cursor that are, in order, apart from each other
     * @param delivered one past the highest offset that was ever delivered
     */
    public record Progress(long cursor, List<OffsetRange> settled, long delivered) {
        public Progress {
            settled = List.copyOf(settled);
        }

        /** Returns the progress before the offset; from it on, nothing is settled and nothing was delivered. */
        public Progress before(long end) {
            List<OffsetRange> kept = new ArrayList<>();
            for (OffsetRange stretch : settled) {
                if (stretch.from() < end) {
                    kept.add(new OffsetRange(stretch.from(), Math.min(stretch.to(), end)));
                }
            }
            return new Progress(Math.min(cursor, end), kept, Math.min(delivered, end));
        }

        /** One past the last offset that it says anything about. */
        public long end() {
            long last =
                    settled.isEmpty() ? cursor : settled.get(settled.size() - 1).to();
            return Math.max(last, delivered);
        }
    }

    /**
     * Holds the basis of the progress: under another filter, or after a cut of the log, a part of it is invalid.
     *
     * @param leaderEpoch at least the epoch of every read record; negative if it is unknown
     * @param filter the mark of the filter that judged the events ({@link GroupSpec#filterMark}); empty if it is
     *     unknown
     */
    public record Basis(int leaderEpoch, String filter) {
        /** The basis of places that earlier versions wrote. */
        public static final Basis UNKNOWN = new Basis(-1, "");

        /** Returns whether another filter than the one of this mark judged the events. */
        public boolean isOfOtherFilter(String mark) {
            return !filter.isEmpty() && !filter.equals(mark);
        }
    }
}
