package dev.playhead.testing;

import dev.playhead.event.Partition;
import dev.playhead.group.CursorStore;
import dev.playhead.group.GroupCursor;
import dev.playhead.log.Topic;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Cursors in memory, with a record of all writes. Any thread; Futures are complete when they are returned, unless the link hangs. */
public final class MemoryCursors implements CursorStore {
    private final MemoryLink link;
    private final List<List<GroupCursor>> writes = new ArrayList<>();
    private final Map<String, Map<Partition, GroupCursor>> groups = new HashMap<>();

    public MemoryCursors(MemoryLink link) {
        this.link = link;
    }

    /** What was written, a list for each write. */
    public List<List<GroupCursor>> writes() {
        return List.copyOf(writes);
    }

    /** The cursor of the highest epoch. */
    public @Nullable GroupCursor at(String group, Partition partition) {
        return groups.getOrDefault(group, Map.of()).get(partition);
    }

    @Override
    public Future<Void> put(List<GroupCursor> places) {
        return link.run(() -> {
            writes.add(List.copyOf(places));
            places.forEach(each -> groups.computeIfAbsent(each.group(), any -> new HashMap<>())
                    .merge(
                            new Partition(each.topic(), each.partition()),
                            each,
                            (before, now) -> now.epoch() >= before.epoch() ? now : before));
        });
    }

    @Override
    public Future<Map<Integer, GroupCursor>> load(String group, Topic topic) {
        return link.answer(() -> {
            Map<Integer, GroupCursor> found = new HashMap<>();
            groups.getOrDefault(group, Map.of()).values().stream()
                    .filter(each -> each.topic().equals(topic.name()))
                    .forEach(each -> found.put(each.partition(), each));
            return found;
        });
    }

    @Override
    public Future<Void> forget(String group, Topic topic) {
        return link.run(
                () -> groups.getOrDefault(group, new HashMap<>()).keySet().removeAll(topic.all()));
    }

    @Override
    public Future<Void> forget(String group) {
        return link.run(() -> groups.remove(group));
    }
}
