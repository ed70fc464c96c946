package dev.playhead.group.partition;

import dev.playhead.event.Partition;
import dev.playhead.group.Attempts;
import dev.playhead.group.Bounded;
import dev.playhead.group.Counted;
import dev.playhead.group.GroupCursor;
import dev.playhead.group.Lease;
import dev.playhead.group.ParkedIndex;
import dev.playhead.group.ledger.Restored;
import dev.playhead.log.Topic;
import dev.playhead.stream.Gap;
import io.vertx.core.Future;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Takes leases of free partitions and loads the state that their last owners left. Any thread.
 *
 * <p>It reads a cursor after it has seen the partition free, so the cursor is the last one of the last owner. It reads
 * it again if the lease's epoch shows another owner since.
 */
public final class Loading {
    private final ConnectionContext connection;

    public Loading(ConnectionContext connection) {
        this.connection = connection;
    }

    /**
     * @param counted the earlier counts of a bounded group; null for other groups
     * @param askedAt a time before the lease was taken, as {@link System#nanoTime()}
     * @param leaderEpoch at least the epoch of every record read before; negative if it is unknown
     * @param gap the lost part of the range read before; null without a loss
     */
    public record Loaded(
            Topic topic,
            Lease lease,
            Restored restored,
            @Nullable Counted counted,
            Wanted.Repair repair,
            long askedAt,
            int leaderEpoch,
            @Nullable Gap gap) {}

    /** Takes the free ones of these partitions; releases a partition that it cannot load. */
    public Future<List<Loaded>> take(List<Partition> wanted, AssignmentRound round) {
        long askedAt = connection.nanos().getAsLong();
        Map<String, Topic> topics = new TreeMap<>();
        wanted.forEach(each -> {
            Topic topic = round.topics().get(each.topic());
            if (topic != null) {
                topics.put(each.topic(), topic);
            }
        });
        return cursors(topics.values()).compose(cursors -> {
            Map<Partition, Long> above = new HashMap<>();
            wanted.forEach(each -> {
                GroupCursor cursor = cursors.get(each);
                above.put(each, cursor == null ? 0 : Math.max(0, cursor.epoch()));
            });
            return connection
                    .stores()
                    .leases()
                    .acquire(connection.group(), connection.member(), above)
                    .compose(leases -> load(leases, topics, cursors, above, askedAt));
        });
    }

    private Future<Map<Partition, GroupCursor>> cursors(Iterable<Topic> topics) {
        Map<Partition, GroupCursor> found = new HashMap<>();
        Future<Void> loaded = Future.succeededFuture();
        for (Topic topic : topics) {
            loaded = loaded.compose(done -> connection
                    .stores()
                    .cursors()
                    .load(connection.group(), topic)
                    .map(cursors -> {
                        cursors.forEach(
                                (partition, cursor) -> found.put(new Partition(topic.name(), partition), cursor));
                        return null;
                    }));
        }
        return loaded.map(done -> found);
    }

    private Future<List<Loaded>> load(
            List<Lease> leases,
            Map<String, Topic> topics,
            Map<Partition, GroupCursor> cursors,
            Map<Partition, Long> above,
            long askedAt) {
        boolean others =
                leases.stream().anyMatch(lease -> lease.epoch() > above.getOrDefault(lease.partition(), 0L) + 1);
        Future<Map<Partition, GroupCursor>> latest =
                others ? cursors(topics.values()) : Future.succeededFuture(cursors);
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
                .recover(failure -> connection
                        .stores()
                        .leases()
                        .release(leases)
                        .transform(released -> Future.failedFuture(failure)));
    }

    private Future<Loaded> load(Lease lease, @Nullable Topic topic, @Nullable GroupCursor cursor, long askedAt) {
        if (topic == null) {
            return Future.failedFuture(new IllegalStateException("no topic of " + lease.partition()));
        }
        Bounded bounded = connection.bounded();
        if (bounded != null) {
            return loadBounded(bounded, lease, topic, cursor, askedAt);
        }
        int partition = lease.partition().index();
        if (cursor == null || !cursor.topicId().equals(topic.id())) {
            // A partition that the group has no cursor in is new to it, and all of it is wanted
            return connection.stores().reader().bounds(topic).compose(bounds -> connection
                    .stores()
                    .attempts()
                    .forgetAll(connection.group(), lease.partition())
                    .map(forgotten -> {
                        long from = Standing.start(bounds, partition);
                        return loaded(lease, topic, Standing.at(from), Restored.at(from), askedAt);
                    }));
        }
        return Standing.of(connection, topic, cursor).compose(standing -> restored(lease, topic, standing)
                .map(restored -> loaded(lease, topic, standing, restored, askedAt)));
    }

    private static Loaded loaded(Lease lease, Topic topic, Standing standing, Restored restored, long askedAt) {
        return new Loaded(
                topic, lease, restored, null, Wanted.Repair.NONE, askedAt, standing.leaderEpoch(), standing.gap());
    }

    private Future<Restored> restored(Lease lease, Topic topic, Standing standing) {
        return attempts(lease, standing).compose(attempts -> connection
                .stores()
                .deadLetters()
                .load(connection.group(), topic, lease.partition().index())
                .map(parked -> new Restored(
                        standing.progress().cursor(),
                        standing.progress().settled(),
                        standing.progress().delivered(),
                        attempts,
                        parked)));
    }

    /** Loads the attempts without those of lost events: they must not count for the events that replaced them. */
    private Future<List<Attempts.Attempt>> attempts(Lease lease, Standing standing) {
        Gap gap = standing.gap();
        Attempts store = connection.stores().attempts();
        return gap == null
                ? store.load(connection.group(), lease.partition())
                : forgetFrom(store, connection.group(), lease.partition(), gap.to());
    }

    /** Removes the attempts at and after the offset; returns the remaining ones. */
    static Future<List<Attempts.Attempt>> forgetFrom(Attempts store, String group, Partition partition, long offset) {
        return store.load(group, partition).compose(all -> {
            List<Long> lost = all.stream()
                    .map(Attempts.Attempt::offset)
                    .filter(each -> each >= offset)
                    .toList();
            List<Attempts.Attempt> kept =
                    all.stream().filter(each -> each.offset() < offset).toList();
            return lost.isEmpty()
                    ? Future.succeededFuture(kept)
                    : store.forget(group, partition, lost).map(forgotten -> kept);
        });
    }

    private Future<Loaded> loadBounded(
            Bounded bounded, Lease lease, Topic topic, @Nullable GroupCursor cursor, long askedAt) {
        long from = bounded.range(lease.partition()).from();
        Counted before = cursor == null ? null : cursor.counted();
        Counted counted = before == null ? Counted.from(from) : before;
        // Its filter never changes; the feed finds a cut of the log, and gives up the rest of the range
        Standing standing = cursor == null
                ? Standing.at(from)
                : new Standing(cursor.progress(), cursor.basis().leaderEpoch(), null);
        Future<Restored> restored =
                cursor == null ? Future.succeededFuture(Restored.at(from)) : restored(lease, topic, standing);
        return restored.compose(known -> repair(bounded, lease, topic)
                .map(repair ->
                        new Loaded(topic, lease, known, counted, repair, askedAt, standing.leaderEpoch(), null)));
    }

    private Future<Wanted.Repair> repair(Bounded bounded, Lease lease, Topic topic) {
        String group = bounded.repairs();
        if (group == null) {
            return Future.succeededFuture(Wanted.Repair.NONE);
        }
        int partition = lease.partition().index();
        return connection.stores().cursors().load(group, topic).compose(cursors -> connection
                .stores()
                .deadLetters()
                .load(group, topic, partition)
                .map(parked -> {
                    GroupCursor cursor = cursors.get(partition);
                    return new Wanted.Repair(
                            cursor == null ? 0 : cursor.cursor(),
                            connection.clock().getAsLong() - bounded.remembered(),
                            parked.entries().stream()
                                    .map(ParkedIndex.Entry::offset)
                                    .collect(Collectors.toSet()));
                }));
    }
}
