package dev.playhead.group.member;

import dev.playhead.event.Partition;
import dev.playhead.group.GroupOutlet;
import dev.playhead.group.Lease;
import dev.playhead.group.partition.AssignmentRound;
import dev.playhead.group.partition.ConnectionContext;
import dev.playhead.group.partition.Loading;
import dev.playhead.group.partition.ServedPartition;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * The partitions that one connection serves: takes the lease of each assigned partition, loads its state, and gives up
 * partitions that moved to another connection. Owned by the connection's event loop.
 */
final class AssignedPartitions {
    private static final Logger LOG = LoggerFactory.getLogger(AssignedPartitions.class);

    private final ConnectionContext connection;
    private final CursorCommitter cursors;
    private final GroupOutlet outlet;
    private final Owner owner;
    private final Loading loading;
    private final Map<Partition, ServedPartition> byPartition = new TreeMap<>();
    private final Map<Partition, Long> takenAt = new HashMap<>();
    private final Set<Partition> underWay = new HashSet<>();
    private List<ServedPartition> list = List.of();
    private Set<String> gone = Set.of();
    private boolean closed;

    /** The work of the connection for its partitions; on its event loop. */
    interface Owner {
        /** Begins to serve the partition. */
        ServedPartition serve(Loading.Loaded loaded);

        /** Other partitions are byPartition now: the connection goes on with them. */
        void turn();

        /** A lease became free or was lost: the coordinator looks again. */
        void sync();
    }

    AssignedPartitions(ConnectionContext connection, CursorCommitter cursors, GroupOutlet outlet, Owner owner) {
        this.connection = connection;
        this.cursors = cursors;
        this.outlet = outlet;
        this.owner = owner;
        this.loading = new Loading(connection);
    }

    List<ServedPartition> list() {
        return list;
    }

    /** Applies a round of leases. */
    void round(AssignmentRound round) {
        gone = round.gone();
        keep(round);
        for (ServedPartition served : list) {
            if (!connection.member().equals(round.target().get(served.partition())) && !served.isLeaving()) {
                log(LOG.atInfo(), served.partition()).log("the partition moves to another connection");
                served.leave(connection.clock().getAsLong()
                        + connection.settings().drain().toMillis());
            }
            served.look();
            giveUpGone(served);
        }
        tick(connection.clock().getAsLong());
        giveBack(round);
        take(round);
    }

    /** Gives up the rest of a bounded group's range, because its topic no longer exists. */
    private void giveUpGone(ServedPartition served) {
        if (gone.contains(served.topic().name())) {
            served.giveUpRest("deleted");
        }
    }

    /**
     * Gives back stray leases: after a lost answer, or a moment without the lease, the connection would renew them and
     * never serve.
     */
    private void giveBack(AssignmentRound round) {
        List<Lease> stray = round.mine().values().stream()
                .filter(lease -> !byPartition.containsKey(lease.partition()) && !underWay.contains(lease.partition()))
                .toList();
        if (!stray.isEmpty()) {
            connection.stores().leases().release(stray).onSuccess(done -> owner.sync());
        }
    }

    /** Renews held partitions, and drops lost ones. */
    private void keep(AssignmentRound round) {
        for (ServedPartition served : list) {
            Lease lease = round.mine().get(served.partition());
            if (lease != null && lease.epoch() == served.lease().epoch()) {
                served.renewed(lease);
            } else if (takenAt.getOrDefault(served.partition(), 0L) - round.askedAt() < 0) {
                lose(served, "the connection no longer holds its lease");
            }
        }
    }

    private void take(AssignmentRound round) {
        List<Partition> wanted = new ArrayList<>();
        round.target().forEach((partition, member) -> {
            if (member.equals(connection.member())
                    && !round.holders().containsKey(partition)
                    && !byPartition.containsKey(partition)
                    && underWay.add(partition)) {
                wanted.add(partition);
            }
        });
        if (!wanted.isEmpty()) {
            loading.take(wanted, round).onComplete(taken -> connection.context().runOnContext(here -> {
                wanted.forEach(underWay::remove);
                if (taken.succeeded()) {
                    begin(taken.result());
                } else {
                    LOG.atWarn()
                            .addKeyValue("group", connection.group())
                            .addKeyValue("member", connection.member())
                            .addKeyValue("wanted", wanted.toString())
                            .addKeyValue("reason", String.valueOf(taken.cause()))
                            .log("the connection failed to take partitions");
                }
            }));
        }
    }

    private void begin(List<Loading.Loaded> taken) {
        Map<Long, List<Partition>> byEpoch = new TreeMap<>();
        for (Loading.Loaded each : taken) {
            Lease lease = each.lease();
            if (!closed && !byPartition.containsKey(lease.partition())) {
                ServedPartition served = owner.serve(each);
                byPartition.put(lease.partition(), served);
                takenAt.put(lease.partition(), each.askedAt());
                byEpoch.computeIfAbsent(lease.epoch(), epoch -> new ArrayList<>())
                        .add(lease.partition());
            }
        }
        list = List.copyOf(byPartition.values());
        if (!closed) {
            byEpoch.forEach(this::assigned);
            list.forEach(this::giveUpGone);
            owner.turn();
        }
    }

    private void assigned(long epoch, List<Partition> partitions) {
        LOG.atInfo()
                .addKeyValue("group", connection.group())
                .addKeyValue("member", connection.member())
                .addKeyValue("epoch", epoch)
                .addKeyValue("assigned", partitions.toString())
                .log("partitions assigned");
        outlet.assigned(partitions, epoch);
    }

    /** Drops at once each partition with an expired lease, and gives up each partition with its wait over. */
    void check() {
        for (ServedPartition served : list) {
            if (!served.isValid()) {
                lose(served, "its lease has expired");
            }
        }
        tick(connection.clock().getAsLong());
    }

    /** The lease turned out to be another's. */
    void lose(ServedPartition served, String why) {
        if (byPartition.remove(served.partition(), served)) {
            log(LOG.atWarn(), served.partition())
                    .addKeyValue("epoch", served.lease().epoch())
                    .addKeyValue("reason", why)
                    .log("the connection lost the partition");
            served.meters().repeatable.increment(served.changes().unwritten());
            list = List.copyOf(byPartition.values());
            // This does no harm: the present holder of the lease writes under a higher epoch
            cursors.write(List.of(served));
            served.close();
            outlet.revoked(List.of(served.partition()));
            owner.sync();
        }
    }

    private LoggingEventBuilder log(LoggingEventBuilder line, Partition partition) {
        return line.addKeyValue("group", connection.group())
                .addKeyValue("member", connection.member())
                .addKeyValue("topic", partition.topic())
                .addKeyValue("partition", partition.index());
    }

    /** Finds a served partition; null without one. */
    @Nullable
    ServedPartition find(Partition partition) {
        return byPartition.get(partition);
    }

    /** Gives up each partition with its wait over. */
    void tick(long now) {
        for (ServedPartition served : list) {
            if (served.hasLeft(now) || served.isTruncated()) {
                giveUp(served);
            }
        }
    }

    private void giveUp(ServedPartition served) {
        byPartition.remove(served.partition());
        list = List.copyOf(byPartition.values());
        underWay.add(served.partition());
        Future<Void> finished = served.close(cursors.write(List.of(served)));
        finished.transform(done -> connection.stores().leases().release(List.of(served.lease())))
                .onComplete(released -> connection.context().runOnContext(here -> {
                    underWay.remove(served.partition());
                    if (!closed) {
                        log(LOG.atInfo(), served.partition()).log("the connection gave the partition up");
                        outlet.revoked(List.of(served.partition()));
                        owner.sync();
                    }
                }));
    }

    /** Gives up everything, events in flight included; succeeds after writing the cursors and removing the copies, or failing to. */
    Future<Void> close() {
        closed = true;
        Future<Void> written = cursors.write(list);
        List<Future<Void>> finished =
                list.stream().map(served -> served.close(written)).toList();
        byPartition.clear();
        list = List.of();
        return Future.join(finished).<Void>mapEmpty().otherwiseEmpty();
    }
}
