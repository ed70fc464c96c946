package dev.playhead.group.registry;

import dev.playhead.group.Group;
import dev.playhead.log.Journal;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Owns which groups there are, as their journal tells: of two that were written as the same version the first counts, on
 * every node. Changes come one at a time; it is read on any thread.
 */
final class GroupIndex implements Journal.Changes {
    private static final Logger LOG = LoggerFactory.getLogger(GroupIndex.class);

    private final GroupCodec codec;
    private final ConcurrentMap<String, Group> groups = new ConcurrentHashMap<>();
    private final ConcurrentMap<String, List<Consumer<Optional<Group>>>> watchers = new ConcurrentHashMap<>();

    GroupIndex(GroupCodec codec) {
        this.codec = codec;
    }

    @Override
    public void put(Journal.At at, String value) {
        Group group;
        try {
            group = codec.decode(at.key(), value);
        } catch (RuntimeException notOurs) {
            LOG.atWarn()
                    .addKeyValue("key", at.key())
                    .addKeyValue("reason", notOurs.toString())
                    .log("the node skips an unreadable group");
            return;
        }
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
