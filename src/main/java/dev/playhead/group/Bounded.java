package dev.playhead.group;

import dev.playhead.event.Partition;
import dev.playhead.event.Position;
import dev.playhead.log.Topic;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Holds the bounds of a group that serves a replay's target: its start and its end, frozen at its creation; immutable.
 *
 * @param ranges its range in each partition; later partitions of a topic are not part of it
 * @param recordedFrom the earliest recorded time; {@link Long#MIN_VALUE} for no limit
 * @param recordedBefore the exclusive end of recorded times; {@link Long#MAX_VALUE} for no limit
 * @param byTime true for first attempts in the order (recorded, topic, partition, offset) over all partitions; then one
 *     connection serves all partitions and the others stand by
 * @param repairs the group for which it delivers and confirms unconfirmed, skipped and parked events; null if it
 *     confirms for itself alone
 * @param remembered the time, in milliseconds, for which the confirmations of that group are certainly kept
 */
public record Bounded(
        Map<Partition, Range> ranges,
        long recordedFrom,
        long recordedBefore,
        boolean byTime,
        @Nullable String repairs,
        long remembered) {
    public Bounded {
        ranges = Map.copyOf(ranges);
    }

    /**
     * Offsets in [from, to) of one partition.
     *
     * @param topicId the log's id of the topic
     * @param leaderEpoch the highest leader epoch of its records; negative if it is unknown
     */
    public record Range(String topicId, long from, long to, int leaderEpoch) {
        public boolean isSettled(@Nullable GroupCursor place) {
            Counted counted = place == null ? null : place.counted();
            return from >= to
                    || place != null
                            && place.topicId().equals(topicId)
                            && place.cursor() >= to
                            && (counted == null || counted.redriving() == 0);
        }
    }

    public boolean isInWindow(long recorded) {
        return recordedFrom <= recorded && recorded < recordedBefore;
    }

    public Range range(Partition partition) {
        Range range = ranges.get(partition);
        if (range == null) {
            throw new IllegalArgumentException(partition + " is none of the group's");
        }
        return range;
    }

    /** Returns the ends of all partitions, in their order. */
    public List<Position> ends() {
        return ranges.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(each -> new Position(
                        each.getKey().topic(),
                        each.getKey().index(),
                        each.getValue().to()))
                .toList();
    }

    /** The topics as they were when it was made, by name. */
    public Map<String, Topic> topics() {
        Map<String, Integer> partitions = new HashMap<>();
        Map<String, String> ids = new HashMap<>();
        ranges.forEach((partition, range) -> {
            partitions.merge(partition.topic(), partition.index() + 1, Math::max);
            ids.put(partition.topic(), range.topicId());
        });
        Map<String, Topic> topics = new TreeMap<>();
        ids.forEach((name, id) -> topics.put(name, new Topic(name, id, partitions.getOrDefault(name, 0), false, true)));
        return topics;
    }
}
