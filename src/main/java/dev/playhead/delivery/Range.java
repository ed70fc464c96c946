package dev.playhead.delivery;

import dev.playhead.event.OffsetRange;
import dev.playhead.event.Partition;
import dev.playhead.log.Topic;
import dev.playhead.stream.Gap;
import java.util.List;

/**
 * A stretch of the log whose ends are frozen.
 *
 * @param topics as they are now, sorted by name
 * @param spans one for each partition of the topics, in their order
 * @param recordedFrom records with an earlier timestamp are not of it; {@link Long#MIN_VALUE} for none
 * @param recordedBefore records with this timestamp or a later one are not of it; {@link Long#MAX_VALUE} for none
 */
public record Range(List<Topic> topics, List<Span> spans, long recordedFrom, long recordedBefore) {
    public Range {
        topics = List.copyOf(topics);
        spans = List.copyOf(spans);
    }

    /**
     * A part of one partition.
     *
     * @param offsets where reading begins and ends, also where the log has removed the first of them: the reader tells a gap
     * @param leaderEpoch that of the partition's leader as the ends were frozen; negative where it is not known
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
            // What was found to be gone is begun with all the same, so that it is told
            if (gap.partition().equals(partition) && gap.from() < from) {
                from = gap.from();
            }
        }
        long to = cursor.end(index);
        return new Span(partition, new OffsetRange(Math.min(from, to), to), cursor.epoch(index));
    }

    /**
     * A request's place in the log: its cursor, the bounds on the records' timestamps that go with it, what was found to
     * be gone already, and whether nothing is left to read just now.
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
