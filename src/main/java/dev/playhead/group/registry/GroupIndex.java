package dev.playhead.group.registry;

import dev.playhead.group.Group;
import dev.playhead.log.Journal;
import dev.playhead.log.JournalValues;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Owns the index of existing groups, from their journal. Of two writes of the same version the first counts, on every
 * node. Changes come one at a time; any thread reads it.
 */
final class GroupIndex implements Journal.Changes {
    private final JournalValues<Group> values;
    private final ConcurrentMap<String, Group> groups = new ConcurrentHashMap<>();
    private final ConcurrentMap<String, List<Consumer<Optional<Group>>>> watchers = new ConcurrentHashMap<>();

    GroupIndex(GroupCodec codec) {
        this.values = new JournalValues<>("group", (at, text) -> codec.decode(at.key(), text));
    }

    @Override
    public void put(Journal.At at, String value) {
        values.decode(at, value).ifPresent(this::add);
    }

    private void add(Group group) {
        Group known = groups.get(group.name());
        if (known == null || known.version() < group.version()) {
            groups.put(group.name(), group);
            tell(group.name(), Optional.of(group));
        }
    }

    @Override
    public void removed(String key) {
        String name = GroupCodec.name(key);
        if (groups.remove(name) != null) {
            tell(name, Optional.empty());
        }
    }

    @Nullable
    Group get(String name) {
        return groups.get(name);
    }

    Collection<Group> all() {
        return groups.values();
    }

    Runnable watch(String name, Consumer<Optional<Group>> watcher) {
        watchers.computeIfAbsent(name, any -> new CopyOnWriteArrayList<>()).add(watcher);
        return () -> watchers.computeIfPresent(name, (any, list) -> {
            list.remove(watcher);
            return list.isEmpty() ? null : list;
        });
    }

    private void tell(String name, Optional<Group> now) {
        watchers.getOrDefault(name, List.of()).forEach(watcher -> watcher.accept(now));
    }
}
