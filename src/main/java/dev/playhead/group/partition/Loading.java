package dev.playhead.group.partition;

import dev.playhead.event.Partition;
import dev.playhead.group.Bounded;
import dev.playhead.group.Counted;
import dev.playhead.group.GroupCursor;
import dev.playhead.group.Lease;
import dev.playhead.group.ParkedIndex;
import dev.playhead.group.ledger.Restored;
import dev.playhead.log.Bounds;
import dev.playhead.log.Topic;
import io.vertx.core.Future;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Takes leases of free partitions and loads what their owners before left. Any thread.
 *
 * <p>A place is read once a partition was seen free, so that it is its last owner's last; and again where the lease's epoch
 * says that there was another owner since.
 */
public final class Loading {
    private final ConnectionContext terms;

    public Loading(ConnectionContext terms) {
        this.terms = terms;
    }

    /**
     * @param counted of a bounded group, what was counted before; null of others
     * @param askedAt a moment before the lease was had, as {@link System#nanoTime()}
     */
    public record Loaded(
            Topic topic,
            Lease lease,
            Restored restored,
            @Nullable Counted counted,
            Wanted.Repair repair,
            long askedAt) {}

    /** Takes what it can get of these; gives back what it cannot load. */
    public Future<List<Loaded>> take(List<Partition> wanted, AssignmentRound round) {
        long askedAt = terms.nanos().getAsLong();
        Map<String, Topic> topics = new TreeMap<>();
        wanted.forEach(each -> {
            Topic topic = round.topics().get(each.topic());
            if (topic != null) {
                topics.put(each.topic(), topic);
            }
        });
        return places(topics.values()).compose(places -> {
            Map<Partition, Long> above = new HashMap<>();
            wanted.forEach(each -> {
                GroupCursor place = places.get(each);
                above.put(each, place == null ? 0 : Math.max(0, place.epoch()));
            });
            return terms.stores()
                    .leases()
                    .acquire(terms.group(), terms.member(), above)
                    .compose(leases -> load(leases, topics, places, above, askedAt));
        });
    }

    private Future<Map<Partition, GroupCursor>> places(Iterable<Topic> topics) {
        Map<Partition, GroupCursor> found = new HashMap<>();
        Future<Void> loaded = Future.succeededFuture();
        for (Topic topic : topics) {
            loaded = loaded.compose(
                    done -> terms.stores().places().load(terms.group(), topic).map(places -> {
                        places.forEach((partition, place) -> found.put(new Partition(topic.name(), partition), place));
                        return null;
                    }));
        }
        return loaded.map(done -> found);
    }

    private Future<List<Loaded>> load(
            List<Lease> leases,
            Map<String, Topic> topics,
            Map<Partition, GroupCursor> places,
            Map<Partition, Long> above,
            long askedAt) {
        boolean others =
                leases.stream().anyMatch(lease -> lease.epoch() > above.getOrDefault(lease.partition(), 0L) + 1);
        Future<Map<Partition, GroupCursor>> latest = others ? places(topics.values()) : Future.succeededFuture(places);
        return latest.compose(known -> {
                    List<Future<Loaded>> loaded = leases.stream()
                            .map(lease -> load(
                                    lease,
                                    topics.get(lease.partition().topic()),
                                    known.get(lease.partition()),
                                    askedAt))
                            .toList();
                    return Future.all(loaded)
                            .map(all -> loaded.stream().map(Future::result).toList());
                })
                .recover(failure ->
                        terms.stores().leases().release(leases).transform(released -> Future.failedFuture(failure)));
    }

    private Future<Loaded> load(Lease lease, @Nullable Topic topic, @Nullable GroupCursor place, long askedAt) {
        if (topic == null) {
            return Future.failedFuture(new IllegalStateException("no topic of " + lease.partition()));
        }
        Bounded bounded = terms.bounded();
        if (bounded != null) {
            return loadBounded(bounded, lease, topic, place, askedAt);
        }
        int partition = lease.partition().index();
        if (place == null || !place.topicId().equals(topic.id())) {
            return terms.stores().reader().bounds(topic).compose(bounds -> terms.stores()
                    .attempts()
                    .forgetAll(terms.group(), lease.partition())
                    .map(forgotten -> new Loaded(
                            topic, lease, Restored.at(start(bounds, partition)), null, Wanted.Repair.NONE, askedAt)));
        }
        return restored(lease, topic, place)
                .map(restored -> new Loaded(topic, lease, restored, null, Wanted.Repair.NONE, askedAt));
    }

    private Future<Restored> restored(Lease lease, Topic topic, GroupCursor place) {
        return terms.stores().attempts().load(terms.group(), lease.partition()).compose(attempts -> terms.stores()
                .parking()
                .load(terms.group(), topic, place.partition())
                .map(parked -> new Restored(place.cursor(), place.settled(), place.delivered(), attempts, parked)));
    }

    private Future<Loaded> loadBounded(
            Bounded bounded, Lease lease, Topic topic, @Nullable GroupCursor place, long askedAt) {
        long from = bounded.range(lease.partition()).from();
        Counted before = place == null ? null : place.counted();
        Counted counted = before == null ? Counted.from(from) : before;
        Future<Restored> restored =
                place == null ? Future.succeededFuture(Restored.at(from)) : restored(lease, topic, place);
        return restored.compose(known ->
                repair(bounded, lease, topic).map(repair -> new Loaded(topic, lease, known, counted, repair, askedAt)));
    }

    private Future<Wanted.Repair> repair(Bounded bounded, Lease lease, Topic topic) {
        String group = bounded.repairs();
        if (group == null) {
            return Future.succeededFuture(Wanted.Repair.NONE);
        }
        int partition = lease.partition().index();
        return terms.stores().places().load(group, topic).compose(places -> terms.stores()
                .parking()
                .load(group, topic, partition)
                .map(parked -> {
                    GroupCursor place = places.get(partition);
                    return new Wanted.Repair(
                            place == null ? 0 : place.cursor(),
                            terms.clock().getAsLong() - bounded.remembered(),
                            parked.entries().stream()
                                    .map(ParkedIndex.Entry::offset)
                                    .collect(Collectors.toSet()));
                }));
    }

    /** A partition that the group has no place in is new to it, and all of it is wanted. */
    private static long start(List<Bounds> bounds, int partition) {
        return bounds.stream()
                .filter(each -> each.partition().index() == partition)
                .mapToLong(Bounds::start)
                .findFirst()
                .orElse(0);
    }
}
