package dev.playhead.delivery;

import dev.playhead.event.OffsetRange;
import dev.playhead.event.Partition;
import dev.playhead.log.Topic;
import dev.playhead.stream.Gap;
import java.util.List;

/**
 * Describes a range of the log with frozen ends.
 *
 * @param topics the present topics, sorted by name
 * @param spans one for each partition of the topics, in their order
 * @param recordedFrom the earliest timestamp of the range; {@link Long#MIN_VALUE} for no limit
 * @param recordedBefore the exclusive end of its timestamps; {@link Long#MAX_VALUE} for no limit
 */
public record Range(List<Topic> topics, List<Span> spans, long recordedFrom, long recordedBefore) {
    public Range {
        topics = List.copyOf(topics);
        spans = List.copyOf(spans);
    }

    /**
     * Describes the range within one partition.
     *
     * @param offsets the offsets to read; if the log has removed the first of them, the reader reports a gap
     * @param leaderEpoch the epoch of the partition's leader at the freeze; negative if it is unknown
     */
    public record Span(Partition partition, OffsetRange offsets, int leaderEpoch) {}

    static Range of(Stretch stretch) {
        Cursor cursor = stretch.cursor();
        List<Span> spans = java.util.stream.IntStream.range(0, cursor.size())
                .mapToObj(index -> span(stretch, index))
                .toList();
        return new Range(cursor.topics(), spans, stretch.recordedFrom(), stretch.recordedBefore());
    }

    private static Span span(Stretch stretch, int index) {
        Cursor cursor = stretch.cursor();
        Partition partition = cursor.partition(index);
        long from = cursor.next(index);
        for (Gap gap : stretch.gaps()) {
            // The range begins with a known gap, so that the reader reports it
            if (gap.partition().equals(partition) && gap.from() < from) {
                from = gap.from();
            }
        }
        long to = cursor.end(index);
        return new Span(partition, new OffsetRange(Math.min(from, to), to), cursor.epoch(index));
    }

    /**
     * Holds the position of a request in the log: its cursor, its limits of timestamps, its known gaps, and whether it
     * has nothing to read now.
     *
     * @param recordedFrom inclusive, epoch milliseconds
     * @param recordedBefore exclusive
     */
    record Stretch(Cursor cursor, long recordedFrom, long recordedBefore, List<Gap> gaps, boolean atEnd) {
        Stretch {
            gaps = List.copyOf(gaps);
        }

        boolean isBoundedInTime() {
            return recordedFrom != Long.MIN_VALUE || recordedBefore != Long.MAX_VALUE;
        }
    }
}
