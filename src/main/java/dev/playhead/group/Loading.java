package dev.playhead.group;

import dev.playhead.event.Partition;
import dev.playhead.log.Bounds;
import dev.playhead.log.Topic;
import io.vertx.core.Future;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Takes leases of free partitions and loads what their owners before left. Any thread.
 *
 * <p>A place is read once a partition was seen free, so that it is its last owner's last; and again where the lease's epoch
 * says that there was another owner since.
 */
final class Loading {
    private final Terms terms;

    Loading(Terms terms) {
        this.terms = terms;
    }

    /** @param askedAt a moment before the lease was had, as {@link System#nanoTime()} */
    record Loaded(Topic topic, Lease lease, Restored restored, long askedAt) {}

    /** Takes what it can get of these; gives back what it cannot load. */
    Future<List<Loaded>> take(List<Partition> wanted, Round round) {
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
                Place place = places.get(each);
                above.put(each, place == null ? 0 : Math.max(0, place.epoch()));
            });
            return terms.stores()
                    .leases()
                    .acquire(terms.group(), terms.member(), above)
                    .compose(leases -> load(leases, topics, places, above, askedAt));
        });
    }

    private Future<Map<Partition, Place>> places(Iterable<Topic> topics) {
        Map<Partition, Place> found = new HashMap<>();
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
            Map<Partition, Place> places,
            Map<Partition, Long> above,
            long askedAt) {
        boolean others =
                leases.stream().anyMatch(lease -> lease.epoch() > above.getOrDefault(lease.partition(), 0L) + 1);
        Future<Map<Partition, Place>> latest = others ? places(topics.values()) : Future.succeededFuture(places);
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

    private Future<Loaded> load(Lease lease, @Nullable Topic topic, @Nullable Place place, long askedAt) {
        if (topic == null) {
            return Future.failedFuture(new IllegalStateException("no topic of " + lease.partition()));
        }
        int partition = lease.partition().index();
        if (place == null || !place.topicId().equals(topic.id())) {
            return terms.stores().reader().bounds(topic).compose(bounds -> terms.stores()
                    .attempts()
                    .forgetAll(terms.group(), lease.partition())
                    .map(forgotten -> new Loaded(topic, lease, Restored.at(start(bounds, partition)), askedAt)));
        }
        return terms.stores().attempts().load(terms.group(), lease.partition()).compose(attempts -> terms.stores()
                .parking()
                .load(terms.group(), topic, partition)
                .map(parked -> new Loaded(
                        topic,
                        lease,
                        new Restored(place.cursor(), place.settled(), place.delivered(), attempts, parked),
                        askedAt)));
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
