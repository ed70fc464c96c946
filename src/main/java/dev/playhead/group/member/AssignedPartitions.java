package dev.playhead.group.member;

import dev.playhead.event.Partition;
import dev.playhead.group.Lease;
import dev.playhead.group.partition.AssignmentRound;
import dev.playhead.group.partition.ConnectionContext;
import dev.playhead.group.partition.Loading;
import dev.playhead.group.partition.ServedPartition;
import dev.playhead.log.Topic;
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
 * The partitions that one connection serves: takes those that it should, once their leases are had and their state is
 * loaded, and gives up those that it should not. Owned by the connection's event loop.
 */
final class AssignedPartitions {
    private static final Logger LOG = LoggerFactory.getLogger(AssignedPartitions.class);

    private final GroupConnection stream;
    private final ConnectionContext terms;
    private final CursorCommitter places;
    private final Loading loading;
    private final Map<Partition, ServedPartition> shares = new TreeMap<>();
    private final Map<Partition, Long> takenAt = new HashMap<>();
    private final Set<Partition> underWay = new HashSet<>();
    private List<ServedPartition> list = List.of();
    private Set<String> gone = Set.of();
    private boolean closed;

    AssignedPartitions(GroupConnection stream, CursorCommitter places) {
        this.stream = stream;
        this.terms = stream.terms();
        this.places = places;
        this.loading = new Loading(terms);
    }

    List<ServedPartition> list() {
        return list;
    }

    /** Follows what the leases say. */
    void round(AssignmentRound round) {
        gone = round.gone();
        keep(round);
        for (ServedPartition share : list) {
            if (!terms.member().equals(round.target().get(share.partition())) && !share.isLeaving()) {
                told(LOG.atInfo(), share.partition()).log("the partition is to move");
                share.leave(terms.clock().getAsLong() + terms.settings().drain().toMillis());
            }
            share.look();
            giveUpGone(share);
            giveUpChanged(share, round.topics().get(share.topic().name()));
        }
        tick(terms.clock().getAsLong());
        giveBack(round);
        take(round);
    }

    /** Of a bounded group: what its topic had is gone with it. */
    private void giveUpGone(ServedPartition share) {
        if (gone.contains(share.topic().name())) {
            share.giveUpRest("deleted");
        }
    }

    private static void giveUpChanged(ServedPartition share, @Nullable Topic now) {
        if (now != null) {
            share.changed(now);
        }
    }

    /** A lease of which the answer never came, or that was lost for a moment, would be renewed and never served. */
    private void giveBack(AssignmentRound round) {
        List<Lease> stray = round.mine().values().stream()
                .filter(lease -> !shares.containsKey(lease.partition()) && !underWay.contains(lease.partition()))
                .toList();
        if (!stray.isEmpty()) {
            terms.stores().leases().release(stray).onSuccess(done -> stream.sync());
        }
    }

    /** Renews what is still held, lets go of what is not. */
    private void keep(AssignmentRound round) {
        for (ServedPartition share : list) {
            Lease lease = round.mine().get(share.partition());
            if (lease != null && lease.epoch() == share.lease().epoch()) {
                share.renewed(lease);
            } else if (takenAt.getOrDefault(share.partition(), 0L) - round.askedAt() < 0) {
                lose(share, "its lease is gone");
            }
        }
    }

    private void take(AssignmentRound round) {
        List<Partition> wanted = new ArrayList<>();
        round.target().forEach((partition, member) -> {
            if (member.equals(terms.member())
                    && !round.holders().containsKey(partition)
                    && !shares.containsKey(partition)
                    && underWay.add(partition)) {
                wanted.add(partition);
            }
        });
        if (!wanted.isEmpty()) {
            loading.take(wanted, round).onComplete(taken -> terms.context().runOnContext(here -> {
                wanted.forEach(underWay::remove);
                if (taken.succeeded()) {
                    begin(taken.result());
                } else {
                    LOG.atWarn()
                            .addKeyValue("group", terms.group())
                            .addKeyValue("member", terms.member())
                            .addKeyValue("wanted", wanted.toString())
                            .addKeyValue("reason", String.valueOf(taken.cause()))
                            .log("partitions cannot be taken");
                }
            }));
        }
    }

    private void begin(List<Loading.Loaded> taken) {
        Map<Long, List<Partition>> byEpoch = new TreeMap<>();
        for (Loading.Loaded each : taken) {
            Lease lease = each.lease();
            if (!closed && !shares.containsKey(lease.partition())) {
                ServedPartition share = new ServedPartition(stream, stream.handouts(), terms, each);
                shares.put(lease.partition(), share);
                takenAt.put(lease.partition(), each.askedAt());
                byEpoch.computeIfAbsent(lease.epoch(), epoch -> new ArrayList<>())
                        .add(lease.partition());
            }
        }
        list = List.copyOf(shares.values());
        if (!closed) {
            byEpoch.forEach(this::assigned);
            list.forEach(this::giveUpGone);
            stream.turn();
        }
    }

    private void assigned(long epoch, List<Partition> partitions) {
        LOG.atInfo()
                .addKeyValue("group", terms.group())
                .addKeyValue("member", terms.member())
                .addKeyValue("epoch", epoch)
                .addKeyValue("assigned", partitions.toString())
                .log("partitions assigned");
        stream.outlet().assigned(partitions, epoch);
    }

    /** Lets go at once of what may not be delivered any more, and of what has been waited for. */
    void check() {
        for (ServedPartition share : list) {
            if (!share.isValid()) {
                lose(share, "its lease has run out");
            }
        }
        tick(terms.clock().getAsLong());
    }

    /** The lease turned out to be another's. */
    void lose(ServedPartition share, String why) {
        if (shares.remove(share.partition(), share)) {
            told(LOG.atWarn(), share.partition())
                    .addKeyValue("epoch", share.lease().epoch())
                    .addKeyValue("reason", why)
                    .log("the partition is lost");
            share.meters().repeatable.increment(share.changes().unwritten());
            list = List.copyOf(shares.values());
            // It cannot harm: whoever has the lease now writes under a higher epoch
            places.write(List.of(share));
            share.close();
            stream.outlet().revoked(List.of(share.partition()));
            stream.sync();
        }
    }

    private LoggingEventBuilder told(LoggingEventBuilder line, Partition partition) {
        return line.addKeyValue("group", terms.group())
                .addKeyValue("member", terms.member())
                .addKeyValue("topic", partition.topic())
                .addKeyValue("partition", partition.index());
    }

    /** The share of the partition; null where it is not served here. */
    @Nullable
    ServedPartition find(Partition partition) {
        return shares.get(partition);
    }

    /** Gives up what need not be waited for any more. */
    void tick(long now) {
        for (ServedPartition share : list) {
            if (share.hasLeft(now) || share.isTruncated()) {
                giveUp(share);
            }
        }
    }

    private void giveUp(ServedPartition share) {
        shares.remove(share.partition());
        list = List.copyOf(shares.values());
        underWay.add(share.partition());
        Future<Void> finished = share.close(places.write(List.of(share)));
        finished.transform(done -> terms.stores().leases().release(List.of(share.lease())))
                .onComplete(released -> terms.context().runOnContext(here -> {
                    underWay.remove(share.partition());
                    if (!closed) {
                        told(LOG.atInfo(), share.partition()).log("the partition has been given up");
                        stream.outlet().revoked(List.of(share.partition()));
                        stream.sync();
                    }
                }));
    }

    /** Gives up everything, what is in flight too; succeeds once the places are written and copies removed, or cannot be. */
    Future<Void> close() {
        closed = true;
        Future<Void> written = places.write(list);
        List<Future<Void>> finished =
                list.stream().map(share -> share.close(written)).toList();
        shares.clear();
        list = List.of();
        return Future.join(finished).<Void>mapEmpty().otherwiseEmpty();
    }
}
