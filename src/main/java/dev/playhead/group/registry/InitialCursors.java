package dev.playhead.group.registry;

import dev.playhead.delivery.Delivery;
import dev.playhead.delivery.request.Start;
import dev.playhead.event.Partition;
import dev.playhead.group.CursorStore;
import dev.playhead.group.Group;
import dev.playhead.group.GroupCursor;
import dev.playhead.group.GroupSpec;
import dev.playhead.group.GroupSpecs;
import dev.playhead.log.Topic;
import dev.playhead.log.Topics;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Gives a new group its first cursors, before any of its connections is open: the group gets every event appended from
 * then on, even if no connection serves it for long. Any thread.
 *
 * <p>Connections on several nodes may do so at once. First cursors have negative epochs, higher for earlier ones: so
 * the earliest counts, and any cursor of an owner is above them.
 */
public final class InitialCursors {
    private final CursorStore store;
    private final Topics topics;
    private final Delivery delivery;
    private final GroupSpecs specs;

    public InitialCursors(CursorStore store, Topics topics, Delivery delivery, GroupSpecs specs) {
        this.store = store;
        this.topics = topics;
        this.delivery = delivery;
        this.specs = specs;
    }

    /** Holds the topics of a group by name, and its cursor in each of their partitions. */
    public record Begun(Map<String, Topic> topics, Map<Partition, Long> cursors) {}

    /** Finds the start of a group with the specification; fails for an unknown topic or a start that is none of it. */
    public Future<Map<Partition, Long>> find(GroupSpec spec) {
        return find(spec, specs.from(spec));
    }

    /** Finds the cursors at which a group of these topics would begin; fails as {@link #find}. */
    public Future<Map<Partition, Long>> find(GroupSpec spec, Start from) {
        return delivery.starts(spec.topics(), from);
    }

    /** Returns the places of the group, after the missing ones are stored. */
    public Future<Begun> of(Group group) {
        List<Future<Topic>> asked =
                group.spec().topics().stream().map(topics::find).toList();
        return Future.all(asked).compose(found -> {
            Map<String, Topic> byName = new TreeMap<>();
            asked.forEach(each -> byName.put(each.result().name(), each.result()));
            return store.loadAll(group.name(), byName.values()).compose(known -> missing(group, byName, known));
        });
    }

    private Future<Begun> missing(Group group, Map<String, Topic> topics, Map<Partition, GroupCursor> known) {
        Map<Partition, Long> cursors = new HashMap<>();
        known.forEach((partition, place) -> cursors.put(partition, place.cursor()));
        List<Partition> missing = new ArrayList<>();
        topics.values().forEach(topic -> topic.all().stream()
                .filter(partition -> !known.containsKey(partition))
                .forEach(missing::add));
        if (missing.isEmpty()) {
            return Future.succeededFuture(new Begun(topics, cursors));
        }
        // Of a partition that came to a topic later the group wants all, wherever it began in the others
        Start from = known.isEmpty() ? specs.from(group.spec()) : new Start.Earliest();
        return delivery.starts(group.spec().topics(), from).compose(starts -> {
            List<GroupCursor> first = new ArrayList<>();
            for (Partition partition : missing) {
                long start = starts.getOrDefault(partition, 0L);
                cursors.put(partition, start);
                first.add(place(group.name(), topics, partition, start));
            }
            return store.put(first).map(put -> new Begun(topics, cursors));
        });
    }

    private static GroupCursor place(String group, Map<String, Topic> topics, Partition partition, long start) {
        Topic topic = topics.get(partition.topic());
        String id = topic == null ? "" : topic.id();
        return new GroupCursor(group, partition.topic(), id, partition.index(), -1 - start, start, List.of(), start);
    }
}
