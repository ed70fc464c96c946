package dev.playhead.group.report;

import dev.playhead.event.Attributes;
import dev.playhead.event.OffsetRange;
import dev.playhead.event.Partition;
import dev.playhead.event.Problem;
import dev.playhead.event.RefusedException;
import dev.playhead.group.Attempts;
import dev.playhead.group.Group;
import dev.playhead.group.GroupCursor;
import dev.playhead.group.Leases;
import dev.playhead.group.Serving;
import dev.playhead.group.partition.GroupStores;
import dev.playhead.group.registry.Groups;
import dev.playhead.log.Block;
import dev.playhead.log.Bounds;
import dev.playhead.log.Read;
import dev.playhead.log.Topic;
import io.vertx.core.Future;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Gathers reports of groups. Nodes that answer report their partitions in full; for other partitions it has the values
 * of the journal, the leases and the log. A report names the unavailable stores and nodes. Any thread; Futures complete
 * on any thread.
 */
public final class GroupReports {
    private static final long SHORT = 1000;
    private static final int MOST_READS = 16;

    private final Groups groups;
    private final GroupStores stores;
    private final Serving serving;
    private final InstantSource clock;

    public GroupReports(Groups groups, GroupStores stores, Serving serving, InstantSource clock) {
        this.groups = groups;
        this.stores = stores;
        this.serving = serving;
        this.clock = clock;
    }

    /** Reports the whole group; fails with {@code group_not_found}. */
    public Future<GroupReport> find(String name) {
        return groups.find(name).compose(group -> report(group, true));
    }

    /** Reports all groups by name without a read of the log: no lag in time, and no stuck partitions. */
    public Future<List<GroupReport>> list() {
        return groups.list()
                .compose(all -> Future.join(
                        all.stream().map(group -> report(group, false)).toList()))
                .map(reports -> reports.<GroupReport>list());
    }

    private Future<GroupReport> report(Group group, boolean whole) {
        String name = group.name();
        List<String> away = new ArrayList<>();
        List<String> missing = new ArrayList<>();
        Future<Leases.View> leases = stores.leases().sync(name, List.of()).recover(failure -> {
            away.add("leases");
            return Future.succeededFuture(new Leases.View(List.of(), Map.of(), List.of()));
        });
        return leases.compose(view -> serving.served(name).compose(served -> {
            Known known = new Known(name, view, byPartition(served), whole, away);
            Future<List<GroupReport.OfPartition>> partitions = Future.succeededFuture(new ArrayList<>());
            for (String topic : group.spec().topics()) {
                partitions = partitions.compose(before -> topic(known, topic).map(more -> {
                    more.ifPresentOrElse(before::addAll, () -> missing.add(topic));
                    return before;
                }));
            }
            return partitions.compose(found -> held(whole ? served : List.of())
                    .map(stuck -> new GroupReport(group, view.members(), found, stuck, missing, away)));
        }));
    }

    private static Map<Partition, Serving.Served> byPartition(List<Serving.Served> served) {
        return served.stream()
                .collect(Collectors.toMap(
                        Serving.Served::partition,
                        Function.identity(),
                        (one, other) -> one.epoch() > other.epoch() ? one : other));
    }

    /** Reports the partitions of a topic; empty if it does not exist. */
    private Future<Optional<List<GroupReport.OfPartition>>> topic(Known known, String name) {
        return stores.topics()
                .find(name)
                .compose(topic -> Future.all(
                                stores.reader().bounds(topic), stores.cursors().load(known.group(), topic))
                        .compose(both -> Future.all(both.<List<Bounds>>resultAt(0).stream()
                                .map(bounds -> partition(
                                        known,
                                        topic,
                                        bounds,
                                        both.<Map<Integer, GroupCursor>>resultAt(1)
                                                .get(bounds.partition().index())))
                                .toList()))
                        .map(all -> Optional.of(all.<GroupReport.OfPartition>list())))
                .recover(failure -> RefusedException.is(failure, Problem.TOPIC_NOT_FOUND)
                        ? Future.succeededFuture(Optional.empty())
                        : Future.failedFuture(failure));
    }

    private Future<GroupReport.OfPartition> partition(
            Known known, Topic topic, Bounds bounds, @Nullable GroupCursor place) {
        Partition partition = bounds.partition();
        Serving.Served here = known.served().get(partition);
        // Of a partition that it has no place in the group wants all
        long cursor = here != null ? here.cursor() : place == null ? bounds.start() : place.cursor();
        Future<Long> lag = lag(known, cursor, place, bounds);
        int parked = stores.deadLetters()
                .identities(known.group(), topic, partition.index())
                .size();
        Future<Optional<Long>> age = known.whole()
                ? age(partition, Math.max(cursor, bounds.start()), bounds.end())
                : Future.succeededFuture(Optional.empty());
        Future<List<Attempts.Attempt>> attempts =
                known.whole() ? attempts(known, partition) : Future.succeededFuture(List.of());
        return Future.all(age, attempts, lag)
                .map(both -> new GroupReport.OfPartition(
                        partition,
                        known.view().holders().get(partition),
                        place,
                        new GroupReport.Lag(
                                bounds.end(), lag.result(), age.result().orElse(null)),
                        failures(parked, attempts.result()),
                        here));
    }

    private static GroupReport.Failures failures(int parked, List<Attempts.Attempt> attempts) {
        int most = attempts.stream().mapToInt(Attempts.Attempt::number).max().orElse(0);
        return new GroupReport.Failures(parked, attempts.size(), most);
    }

    private Future<List<Attempts.Attempt>> attempts(Known known, Partition partition) {
        return stores.attempts().load(known.group(), partition).recover(failure -> {
            if (!known.away().contains("attempts")) {
                known.away().add("attempts");
            }
            return Future.succeededFuture(List.of());
        });
    }

    /**
     * The offsets that are not settled, without a stretch at the end that has no records: markers of transactions and
     * aborted records. A connection passes these by itself. Of a partition without one they are read; for the list of all
     * groups only a short stretch is.
     */
    private Future<Long> lag(Known known, long cursor, @Nullable GroupCursor place, Bounds bounds) {
        long lag = lag(cursor, place, bounds);
        long from = Math.max(cursor, bounds.start());
        if (place != null) {
            for (OffsetRange stretch : place.settled()) {
                from = Math.max(from, stretch.to());
            }
        }
        boolean look = lag > 0
                && !known.served().containsKey(bounds.partition())
                && (known.whole() || bounds.end() - from <= SHORT);
        long last = from;
        return look
                ? firstRecord(bounds.partition(), from, bounds.end(), MOST_READS)
                        .map(first -> first >= bounds.end() ? lag - Math.max(0, bounds.end() - last) : lag)
                        .otherwise(lag)
                : Future.succeededFuture(lag);
    }

    /** Finds the first record in [from, end), else the end; after too many reads, an offset before it. */
    private Future<Long> firstRecord(Partition partition, long from, long end, int reads) {
        if (from >= end || reads == 0) {
            return Future.succeededFuture(from);
        }
        return stores.reader().read(partition, from).compose(read -> {
            if (!(read instanceof Read.Loaded loaded)) {
                return Future.succeededFuture(read instanceof Read.AtEnd ? end : from);
            }
            Block block = loaded.block();
            int index = block.indexOf(from);
            return index < block.count()
                    ? Future.succeededFuture(block.offset(index))
                    : firstRecord(partition, block.next(), end, reads - 1);
        });
    }

    private static long lag(long cursor, @Nullable GroupCursor place, Bounds bounds) {
        long from = Math.max(cursor, bounds.start());
        long ahead = place == null
                ? 0
                : place.settled().stream()
                        .mapToLong(stretch -> Math.max(0, stretch.to() - Math.max(stretch.from(), from)))
                        .sum();
        return Math.max(0, bounds.end() - from - ahead);
    }

    /** Returns the age of the event at the offset; 0 at the end. */
    private Future<Optional<Long>> age(Partition partition, long offset, long end) {
        return offset >= end
                ? Future.succeededFuture(Optional.of(0L))
                : row(partition, offset)
                        .map(found -> found.map(
                                row -> Math.max(0, clock.millis() - row.block().recorded(row.index()))));
    }

    /** Reads the first record at or after the offset; empty if it cannot be read. */
    private Future<Optional<Row>> row(Partition partition, long offset) {
        return stores.reader()
                .read(partition, offset)
                .map(read -> read instanceof Read.Loaded loaded
                                && loaded.block().indexOf(offset)
                                        < loaded.block().count()
                        ? Optional.of(new Row(loaded.block(), loaded.block().indexOf(offset)))
                        : Optional.<Row>empty())
                .otherwise(Optional.empty());
    }

    private Future<List<GroupReport.Held>> held(List<Serving.Served> served) {
        List<Future<GroupReport.Held>> all = new ArrayList<>();
        for (Serving.Served each : served) {
            for (Serving.Stuck stuck : each.stuck()) {
                all.add(row(each.partition(), stuck.offset()).map(found -> held(each, stuck, found.orElse(null))));
            }
        }
        return Future.all(all).map(named -> named.<GroupReport.Held>list());
    }

    private static GroupReport.Held held(Serving.Served served, Serving.Stuck stuck, @Nullable Row row) {
        if (row == null || row.block().offset(row.index()) != stuck.offset()) {
            return new GroupReport.Held(served.partition(), served.connection(), stuck, null, null);
        }
        Attributes attributes = row.block().attributes(row.index());
        String key = attributes.get("partitionkey");
        key = key == null ? attributes.get("subject") : key;
        key = key == null ? attributes.get("source") : key;
        return new GroupReport.Held(
                served.partition(), served.connection(), stuck, row.block().eventId(row.index()), key);
    }

    private record Row(Block block, int index) {}

    private record Known(
            String group, Leases.View view, Map<Partition, Serving.Served> served, boolean whole, List<String> away) {}
}
