package dev.playhead.kafka.client;

import dev.playhead.event.Partition;
import dev.playhead.log.EventLog;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLongArray;
import org.jspecify.annotations.Nullable;

/**
 * Owns the known ends of partitions: lower bounds, which fall only when a leader of a greater epoch has cut a log off.
 * Any thread.
 *
 * <p>An end and its epoch are two writes. A writer writes the end first, and a reader reads it last. So a reader of an
 * epoch gets no end from before the cut of that epoch.
 */
public final class KnownEnds {
    private final ConcurrentMap<String, OfTopic> topics = new ConcurrentHashMap<>();

    private record OfTopic(AtomicLongArray ends, AtomicIntegerArray epochs) {}

    /** Takes the ends of a topic by partition; replaces those of a former topic of that name. */
    public void learn(String topic, List<EventLog.End> found) {
        topics.put(
                topic,
                new OfTopic(
                        new AtomicLongArray(
                                found.stream().mapToLong(EventLog.End::offset).toArray()),
                        new AtomicIntegerArray(found.stream()
                                .mapToInt(EventLog.End::leaderEpoch)
                                .toArray())));
    }

    public void forget(String topic) {
        topics.remove(topic);
    }

    /** Takes the end after an acknowledged append. An end below the known one means a cut of the log. */
    public void acknowledged(Partition partition, long end) {
        OfTopic known = of(partition.topic(), partition.index());
        if (known != null) {
            known.ends.set(partition.index(), end);
        }
    }

    /** The partition's leader tells its end; the answer of an older leader may be late, and says nothing. */
    public void observe(Partition partition, EventLog.End end) {
        int index = partition.index();
        OfTopic known = of(partition.topic(), index);
        if (known == null) {
            return;
        }
        int epoch = known.epochs.get(index);
        if (end.leaderEpoch() > epoch) {
            known.ends.set(index, end.offset());
            known.epochs.set(index, end.leaderEpoch());
        } else if (end.leaderEpoch() == epoch) {
            known.ends.accumulateAndGet(index, end.offset(), Math::max);
        }
    }

    public EventLog.End of(Partition partition) {
        int index = partition.index();
        OfTopic known = of(partition.topic(), index);
        if (known == null) {
            return EventLog.End.UNKNOWN;
        }
        int epoch = known.epochs.get(index);
        return new EventLog.End(known.ends.get(index), epoch);
    }

    private @Nullable OfTopic of(String topic, int index) {
        OfTopic known = topics.get(topic);
        return known == null || index >= known.ends.length() ? null : known;
    }
}
