package dev.playhead.group.parking;

import dev.playhead.event.Partition;
import dev.playhead.event.Position;
import dev.playhead.group.GroupNames;
import dev.playhead.log.Journal;
import dev.playhead.log.JournalValues;
import dev.playhead.metrics.Labelled;
import dev.playhead.metrics.Meter;
import dev.playhead.metrics.Meters;
import io.micrometer.core.instrument.Gauge;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Owns the index of all that groups have parked, by group and position. Changes come one at a time; it is read on any
 * thread. It is bounded as parking is.
 */
final class DeadLetterIndex implements Journal.Changes {
    private static final JournalValues<Shelved> VALUES = new JournalValues<>("dead letter", ParkedCodec::shelved);

    private final ConcurrentMap<String, NavigableMap<LetterKey, Shelved>> groups = new ConcurrentHashMap<>();
    private final ConcurrentMap<OfTopic, AtomicInteger> counts = new ConcurrentHashMap<>();
    private final ConcurrentMap<OfPartition, Long> versions = new ConcurrentHashMap<>();

    /**
     * The gauge of each group and topic reads its count; the count outlives the gauge of a deleted topic with parked
     * events.
     */
    private final Labelled<Gauge> gauges;

    DeadLetterIndex(Meters meters) {
        this.gauges = meters.labelled(
                Meter.PARKED,
                values -> meters.gauge(
                        Meter.PARKED,
                        counts,
                        all -> all.getOrDefault(new OfTopic(values.get(0), values.get(1)), new AtomicInteger())
                                .get(),
                        values.get(0),
                        values.get(1)),
                any -> false);
    }

    @Override
    public void put(Journal.At at, String value) {
        VALUES.decode(at, value).ifPresent(shelved -> add(ParkedCodec.group(at.key()), shelved));
    }

    private void add(String group, Shelved shelved) {
        Shelved before = groups.computeIfAbsent(group, any -> new ConcurrentSkipListMap<>(LetterKey.ORDER))
                .put(shelved.letter(), shelved);
        changed(group, shelved.position(), before == null ? 1 : 0);
    }

    @Override
    public void removed(String key) {
        LetterKey letter = ParkedCodec.letter(key);
        String group = ParkedCodec.group(key);
        if (letter != null && all(group).remove(letter) != null) {
            changed(group, letter.position(), -1);
        }
    }

    private void changed(String group, Position position, int more) {
        Partition partition = new Partition(position.topic(), position.partition());
        versions.merge(new OfPartition(group, partition), 1L, Long::sum);
        counts.computeIfAbsent(new OfTopic(group, position.topic()), first -> new AtomicInteger())
                .addAndGet(more);
        if (!GroupNames.isReserved(group)) { // the parked events of a replay's target are told by the replay
            gauges.of(group, position.topic());
        }
    }

    /** Returns the live map of all parked events of the group, replaced ones too, in the order of the keys. */
    NavigableMap<LetterKey, Shelved> all(String group) {
        return groups.getOrDefault(group, new ConcurrentSkipListMap<>(LetterKey.ORDER));
    }

    /** Returns the parked events of one partition, replaced ones too. */
    List<Shelved> of(String group, Partition partition) {
        return List.copyOf(all(group)
                .subMap(
                        LetterKey.of(new Position(partition.topic(), partition.index(), 0)),
                        true,
                        LetterKey.of(new Position(partition.topic(), partition.index(), Long.MAX_VALUE)),
                        true)
                .values());
    }

    @Nullable
    Shelved at(String group, LetterKey letter) {
        return all(group).get(letter);
    }

    /** Returns the replaced events of the position. */
    List<Shelved> replaced(String group, Position position) {
        Position next = new Position(position.topic(), position.partition(), position.offset() + 1);
        return List.copyOf(all(group)
                .subMap(LetterKey.of(position), false, LetterKey.of(next), false)
                .values());
    }

    int count(String group) {
        return counts(group).values().stream().mapToInt(Integer::intValue).sum();
    }

    Map<String, Integer> counts(String group) {
        Map<String, Integer> byTopic = new TreeMap<>();
        counts.forEach((what, count) -> {
            if (what.group().equals(group)) {
                byTopic.put(what.topic(), count.get());
            }
        });
        return byTopic;
    }

    long version(String group, Partition partition) {
        return versions.getOrDefault(new OfPartition(group, partition), 0L);
    }

    private record OfTopic(String group, String topic) {}

    private record OfPartition(String group, Partition partition) {}
}
