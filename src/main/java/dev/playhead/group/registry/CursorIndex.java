package dev.playhead.group.registry;

import dev.playhead.event.Partition;
import dev.playhead.group.GroupCursor;
import dev.playhead.log.Journal;
import dev.playhead.log.JournalValues;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * Owns the places of all groups, by epoch, as their journal tells. Changes come one at a time; it is read on any thread.
 */
public final class CursorIndex implements Journal.Changes {
    private static final JournalValues<GroupCursor> VALUES =
            new JournalValues<>("cursor", (at, text) -> CursorCodec.decode(at.key(), text));

    private final ConcurrentMap<String, Map<Partition, NavigableMap<Long, GroupCursor>>> groups =
            new ConcurrentHashMap<>();

    @Override
    public void put(Journal.At at, String value) {
        VALUES.decode(at, value).ifPresent(this::add);
    }

    private void add(GroupCursor place) {
        groups.computeIfAbsent(place.group(), any -> new ConcurrentHashMap<>())
                .compute(place.at(), (any, known) -> with(known == null ? new TreeMap<>() : known, place));
    }

    /** Returns a changed copy of the cursors, because other threads may be reading the present ones. */
    private static NavigableMap<Long, GroupCursor> with(NavigableMap<Long, GroupCursor> known, GroupCursor place) {
        NavigableMap<Long, GroupCursor> epochs = new TreeMap<>(known);
        epochs.put(place.epoch(), place);
        return epochs;
    }

    @Override
    public void removed(String key) {
        List<String> parts = List.of(key.split("/", -1));
        if (parts.size() != 5) {
            return;
        }
        of(parts.get(1))
                .computeIfPresent(
                        new Partition(parts.get(2), Integer.parseInt(parts.get(3))),
                        (any, known) -> without(known, Long.parseLong(parts.get(4))));
        groups.computeIfPresent(parts.get(1), (any, partitions) -> partitions.isEmpty() ? null : partitions);
    }

    private static @org.jspecify.annotations.Nullable NavigableMap<Long, GroupCursor> without(
            NavigableMap<Long, GroupCursor> known, long epoch) {
        NavigableMap<Long, GroupCursor> epochs = new TreeMap<>(known);
        epochs.remove(epoch);
        return epochs.isEmpty() ? null : epochs;
    }

    private Map<Partition, NavigableMap<Long, GroupCursor>> of(String group) {
        return groups.getOrDefault(group, new ConcurrentHashMap<>());
    }

    /** Returns the names of all groups with cursors. */
    List<String> groups() {
        return List.copyOf(groups.keySet());
    }

    /** Returns the cursors of the group, of all epochs; those of a partition in the order of their epochs. */
    List<GroupCursor> all(String group) {
        List<GroupCursor> all = new ArrayList<>();
        of(group).values().forEach(epochs -> all.addAll(epochs.values()));
        return all;
    }

    /** Returns the cursors of the same partition with lower epochs. */
    List<GroupCursor> before(GroupCursor place) {
        return List.copyOf(epochs(place).headMap(place.epoch(), false).values());
    }

    /** Returns whether nothing of the partition has a higher epoch. */
    boolean isLatest(GroupCursor place) {
        return epochs(place).tailMap(place.epoch(), false).isEmpty();
    }

    private NavigableMap<Long, GroupCursor> epochs(GroupCursor place) {
        return of(place.group()).getOrDefault(place.at(), new TreeMap<>());
    }
}
