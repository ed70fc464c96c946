package dev.playhead.group.report;

import dev.playhead.event.EventFilter;
import dev.playhead.event.EventId;
import dev.playhead.event.Fault;
import dev.playhead.event.Identity;
import dev.playhead.event.Partition;
import dev.playhead.event.Problem;
import dev.playhead.event.Refusal;
import dev.playhead.group.ConfirmResult;
import dev.playhead.group.GroupCursor;
import dev.playhead.group.partition.GroupStores;
import dev.playhead.group.report.EventLookUp.Asked;
import dev.playhead.group.report.EventLookUp.Gathered;
import dev.playhead.log.Block;
import dev.playhead.log.Bounds;
import dev.playhead.log.Read;
import dev.playhead.log.Topic;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Finds the events of one topic that a confirmation from outside asks for: those at its positions, and those with its
 * names. Any thread; Futures complete on any thread.
 */
final class EventLookUp {
    private final Vertx vertx;
    private final GroupStores stores;
    private final int maxSearched;

    EventLookUp(Vertx vertx, GroupStores stores, int maxSearched) {
        this.vertx = vertx;
        this.stores = stores;
        this.maxSearched = maxSearched;
    }

    Future<Gathered> gather(String group, Topic topic, EventFilter filter, Asked asked) {
        Gathered gathered = new Gathered(topic, filter, new ArrayList<>(), new ArrayList<>(), new AtomicInteger());
        return stores.cursors()
                .load(group, topic)
                .compose(cursors -> stores.reader()
                        .bounds(topic)
                        .compose(bounds -> gather(group, asked, new Standing(topic, cursors, bounds), gathered)))
                .map(done -> gathered);
    }

    /** Holds the cursors of the group in a topic, and the readable offsets. */
    private record Standing(Topic topic, Map<Integer, GroupCursor> cursors, List<Bounds> bounds) {
        /** Returns the readable ones of the offsets; the log is not asked for others. */
        TreeSet<Long> readable(int partition, TreeSet<Long> offsets) {
            return bounds.stream()
                    .filter(each -> each.partition().index() == partition)
                    .findFirst()
                    .map(each -> new TreeSet<>(offsets.subSet(each.start(), each.end())))
                    .orElseGet(TreeSet::new);
        }
    }

    private Future<Void> gather(String group, Asked asked, Standing standing, Gathered gathered) {
        Topic topic = standing.topic();
        Future<Void> read = Future.succeededFuture();
        for (Map.Entry<Integer, TreeSet<Long>> each : asked.offsets().entrySet()) {
            int index = each.getKey();
            TreeSet<Long> readable = standing.readable(index, each.getValue());
            gathered.without(each.getValue().size() - readable.size());
            Settled settled = new Settled(standing.cursors().get(index), parked(group, topic, index));
            read = read.compose(done -> gather(new Partition(topic.name(), index), readable, settled, gathered));
        }
        return read.compose(done -> search(group, asked.events(), standing, gathered));
    }

    /** Takes the names that are confirmed or parked already, then those of events that are not settled. */
    private Future<Void> search(String group, Map<EventId, Integer> names, Standing standing, Gathered gathered) {
        Topic topic = standing.topic();
        if (names.isEmpty()) {
            return Future.succeededFuture();
        }
        List<EventId> asked = List.copyOf(names.keySet());
        List<Identity> identities = asked.stream().map(EventLookUp::identity).toList();
        Set<Identity> parked = new HashSet<>();
        for (int index = 0; index < topic.partitions(); index++) {
            parked.addAll(stores.deadLetters().identities(group, topic, index));
        }
        return stores.confirmations().confirmed(group, topic, identities).compose(confirmed -> {
            Map<EventId, Integer> open = new LinkedHashMap<>();
            for (int index = 0; index < asked.size(); index++) {
                if (confirmed.get(index) || parked.contains(identities.get(index))) {
                    gathered.add(identities.get(index), false);
                } else {
                    open.put(asked.get(index), names.getOrDefault(asked.get(index), 0));
                }
            }
            return open.isEmpty() ? Future.succeededFuture() : searchLog(open, standing, gathered);
        });
    }

    private Future<Void> searchLog(Map<EventId, Integer> open, Standing standing, Gathered gathered) {
        UnsettledEvents search =
                new UnsettledEvents(vertx, stores.reader(), gathered.filter(), open.keySet(), maxSearched);
        return search.search(standing.bounds(), standing.cursors()).compose(found -> {
            if (!found.isWhole()) {
                return Future.failedFuture(beyond(open, found.events()).asException());
            }
            found.events().forEach(event -> gathered.add(identity(event), false));
            return gathered.without(open.size() - found.events().size());
        });
    }

    private Refusal beyond(Map<EventId, Integer> names, Set<EventId> found) {
        List<Fault> faults = names.entrySet().stream()
                .filter(each -> !found.contains(each.getKey()))
                .map(each -> Fault.at(
                        "/events/" + each.getValue(),
                        "is not among the first " + maxSearched
                                + " records after the cursors of the group (groups.maxSearched): name its position"))
                .toList();
        return new Refusal(
                Problem.INVALID_REQUEST, "The lag of the group is too large to confirm these events by name", faults);
    }

    private Set<Long> parked(String group, Topic topic, int partition) {
        Set<Long> offsets = new HashSet<>();
        stores.deadLetters().known(group, topic, partition).entries().forEach(entry -> offsets.add(entry.offset()));
        return offsets;
    }

    /** Reads the events at the offsets, block by block. */
    private Future<Void> gather(Partition partition, TreeSet<Long> offsets, Settled settled, Gathered gathered) {
        if (offsets.isEmpty()) {
            return Future.succeededFuture();
        }
        return stores.reader()
                .read(partition, offsets.first())
                .compose(read -> vertx.executeBlocking(() -> take(read, offsets, settled, gathered), false))
                .compose(rest -> gather(partition, rest, settled, gathered));
    }

    /** Judges the offsets that the read covers; answers the others. Runs on a worker thread. */
    private static TreeSet<Long> take(Read read, TreeSet<Long> offsets, Settled settled, Gathered gathered) {
        long next = read.next(offsets.first());
        SortedSet<Long> covered = offsets.headSet(next);
        if (read instanceof Read.Loaded loaded) {
            Block block = loaded.block();
            for (Long offset : covered) {
                int row = block.rowAt(offset);
                if (row >= 0 && gathered.filter().matches(block.attributes(row))) {
                    gathered.add(block.identity(row), settled.has(offset));
                } else {
                    gathered.without(1);
                }
            }
        } else {
            gathered.without(covered.size());
        }
        return new TreeSet<>(offsets.tailSet(next));
    }

    private static Identity identity(EventId event) {
        return Identity.of(
                event.source().getBytes(StandardCharsets.UTF_8), event.id().getBytes(StandardCharsets.UTF_8));
    }

    /**
     * The request for events of one topic.
     *
     * @param events by their place in the request
     */
    record Asked(TreeMap<Integer, TreeSet<Long>> offsets, Map<EventId, Integer> events) {
        boolean isEmpty() {
            return offsets.isEmpty() && events.isEmpty();
        }

        int size() {
            return events.size()
                    + offsets.values().stream().mapToInt(TreeSet::size).sum();
        }
    }

    /** The settled events of the group in a partition; its parked ones can still be confirmed. */
    private record Settled(@Nullable GroupCursor place, Set<Long> parked) {
        boolean has(long offset) {
            return place != null && !parked.contains(offset) && place.isSettled(offset);
        }
    }

    /**
     * Collects the findings of one topic; used by one call after the other.
     *
     * @param topic null if no topic of that name exists
     */
    record Gathered(
            @Nullable Topic topic,
            EventFilter filter,
            List<Identity> identities,
            List<Identity> settled,
            AtomicInteger unknown) {
        /** Finds nothing of a topic that is gone. */
        static Gathered nothing(Asked asked) {
            return new Gathered(null, EventFilter.ALL, List.of(), List.of(), new AtomicInteger(asked.size()));
        }

        void add(Identity identity, boolean before) {
            (before ? settled : identities).add(identity);
        }

        Future<Void> without(int count) {
            unknown.addAndGet(count);
            return Future.succeededFuture();
        }

        ConfirmResult tally(int first) {
            return new ConfirmResult(first, identities.size() + settled.size() - first, unknown.get());
        }
    }
}
