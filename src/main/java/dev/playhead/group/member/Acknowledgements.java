package dev.playhead.group.member;

import dev.playhead.event.Identity;
import dev.playhead.event.Partition;
import dev.playhead.event.Position;
import dev.playhead.event.Problem;
import dev.playhead.event.RefusedException;
import dev.playhead.group.ConfirmResult;
import dev.playhead.group.Confirmations;
import dev.playhead.group.DeliverySelector;
import dev.playhead.group.FailureAction;
import dev.playhead.group.Lease;
import dev.playhead.group.ledger.Ledger.Verdict;
import dev.playhead.group.partition.ConnectionContext;
import dev.playhead.group.partition.GroupMeters;
import dev.playhead.group.partition.SentEvent;
import dev.playhead.group.partition.SentEvents;
import dev.playhead.group.partition.ServedPartition;
import dev.playhead.log.Topic;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Handles confirm, fail and extend of one connection. Owned by the connection's event loop. */
final class Acknowledgements {
    private static final Logger LOG = LoggerFactory.getLogger(Acknowledgements.class);

    private final ConnectionContext connection;
    private final SentEvents sentEvents;
    private final AssignedPartitions assigned;
    private final Runnable turn;
    private int underWay;

    /** @param turn lets the connection go on after something was acknowledged */
    Acknowledgements(ConnectionContext connection, SentEvents sentEvents, AssignedPartitions assigned, Runnable turn) {
        this.connection = connection;
        this.sentEvents = sentEvents;
        this.assigned = assigned;
        this.turn = turn;
    }

    /** The confirmations of one call: of one topic, under the leases of their partitions. */
    private record Batch(Topic topic, Map<Lease, SentEvent.Owner> partitions, List<SentEvent> events) {}

    Future<ConfirmResult> confirm(DeliverySelector named) {
        if (underWay >= connection.settings().maxConfirming()) {
            return Future.failedFuture(Problem.BUSY
                    .because("More than " + connection.settings().maxConfirming()
                            + " confirmations of this connection wait for their answers")
                    .asException());
        }
        SentEvents.Found found;
        try {
            found = sentEvents.find(named);
        } catch (RefusedException refused) {
            return Future.failedFuture(refused);
        }
        Map<String, Batch> batches = new LinkedHashMap<>();
        int settled = 0;
        SentEvent.Owner owner = null;
        Batch batch = null;
        for (SentEvent event : found.events()) {
            if (event.state == SentEvent.State.CONFIRMED) {
                settled++;
                ServedPartition where =
                        assigned.find(new Partition(event.topic().name(), event.partition()));
                if (where != null) {
                    where.duplicates(1);
                }
                continue;
            }
            if (batch == null || !batch.topic().equals(event.topic())) {
                batch = batches.computeIfAbsent(
                        event.topic().id(), any -> new Batch(event.topic(), new LinkedHashMap<>(), new ArrayList<>()));
                owner = null;
            }
            SentEvent.Owner of = event.owner;
            if (of != null && of != owner) {
                batch.partitions().put(of.lease(), of);
                owner = of;
            }
            batch.events().add(event);
        }
        ConfirmResult known = new ConfirmResult(0, settled, found.unknown());
        if (batches.isEmpty()) {
            return Future.succeededFuture(known);
        }
        return confirm(List.copyOf(batches.values()), known);
    }

    private Future<ConfirmResult> confirm(List<Batch> batches, ConfirmResult known) {
        Promise<ConfirmResult> promise = Promise.promise();
        Gathered gathered = new Gathered(batches.size(), known, promise);
        underWay++;
        for (Batch batch : batches) {
            List<Identity> identities = new ArrayList<>(batch.events().size());
            batch.events().forEach(event -> identities.add(event.identity()));
            connection
                    .stores()
                    .confirmations()
                    .confirm(connection.confirming(), batch.topic(), leases(batch), identities)
                    .onComplete(answer -> connection.context().runOnContext(here -> {
                        if (answer.succeeded()) {
                            gathered.add(confirmed(batch, answer.result()), null);
                        } else {
                            gathered.add(ConfirmResult.NONE, answer.cause());
                        }
                    }));
        }
        return promise.future();
    }

    /** Returns the leases of a confirmation; a confirmation for another group has none. */
    private List<Lease> leases(Batch batch) {
        return connection.confirming().equals(connection.group())
                ? List.copyOf(batch.partitions().keySet())
                : List.of();
    }

    /** Waits for all of one client's frame. */
    private final class Gathered {
        private final Promise<ConfirmResult> promise;
        private int left;
        private ConfirmResult tally;
        private @Nullable Throwable failure;

        Gathered(int left, ConfirmResult tally, Promise<ConfirmResult> promise) {
            this.left = left;
            this.tally = tally;
            this.promise = promise;
        }

        void add(ConfirmResult more, @Nullable Throwable failed) {
            tally = tally.and(more);
            failure = failed == null ? failure : failed;
            if (--left == 0) {
                underWay--;
                if (failure == null) {
                    promise.complete(tally);
                } else {
                    promise.fail(failure);
                }
                turn.run();
            }
        }
    }

    private ConfirmResult confirmed(Batch batch, Confirmations.Confirmed answer) {
        int first = answer.first();
        for (SentEvent event : batch.events()) {
            SentEvent.Owner now = event.owner;
            if (now == null || now.confirmed(event.offset()) != Verdict.FIRST) {
                late(event);
            }
            if (event.state == SentEvent.State.CLOSED) {
                event.state = SentEvent.State.CONFIRMED;
            } else if (event.state != SentEvent.State.CONFIRMED) {
                sentEvents.settle(event, SentEvent.State.CONFIRMED);
            }
        }
        int duplicate = batch.events().size() - first;
        batch.partitions().values().stream().findFirst().ifPresent(owner -> owner.duplicates(duplicate));
        repaired(batch);
        GroupMeters.OfTopic meters =
                connection.meters().of(connection.group(), batch.topic().name());
        meters.first.increment(first);
        meters.duplicate.increment(duplicate);
        for (Lease lease : answer.lost()) {
            ServedPartition served = assigned.find(lease.partition());
            if (served != null && served == batch.partitions().get(lease)) {
                assigned.lose(served, "its epoch is no longer that of the lease");
            }
        }
        return new ConfirmResult(first, duplicate, 0);
    }

    /** Removes dead letters of the repaired group for events that are now confirmed. */
    private void repaired(Batch batch) {
        String group = connection.confirming();
        if (!group.equals(connection.group())) {
            Topic topic = batch.topic();
            Map<Position, Identity> parked = new HashMap<>();
            for (SentEvent each : batch.events()) {
                Position position = new Position(topic.name(), each.partition(), each.offset());
                if (connection.stores().deadLetters().isParked(group, position, each.identity())) {
                    parked.put(position, each.identity());
                }
            }
            if (!parked.isEmpty()) {
                connection.stores().deadLetters().remove(group, parked).onFailure(failure -> LOG.atWarn()
                        .addKeyValue("group", group)
                        .addKeyValue("by", connection.group())
                        .addKeyValue("reason", failure.toString())
                        .log("repaired events are still parked"));
            }
        }
    }

    /**
     * Confirms a parked, skipped or lost event after all: the same event, appended again, must not be sent any more.
     */
    private void late(SentEvent event) {
        for (ServedPartition served : assigned.list()) {
            if (served.topic().name().equals(event.topic().name())) {
                served.confirmedElsewhere(event.identity());
            }
        }
    }

    Future<Integer> fail(DeliverySelector named, FailureAction then, String reason) {
        SentEvents.Found found;
        try {
            found = sentEvents.find(named);
        } catch (RefusedException refused) {
            return Future.failedFuture(refused);
        }
        List<Future<Void>> all = new ArrayList<>();
        int unknown = found.unknown();
        for (SentEvent event : found.events()) {
            SentEvent.Owner owner = event.owner;
            if (owner == null) {
                unknown++;
            } else {
                Future<Void> failed = owner.fail(event.offset(), then, reason);
                if (!failed.succeeded()) {
                    all.add(failed);
                }
            }
        }
        turn.run();
        int none = unknown;
        return all.isEmpty() ? Future.succeededFuture(none) : Future.join(all).map(done -> none);
    }

    long extend(DeliverySelector named) {
        long now = connection.clock().getAsLong();
        for (SentEvent event : sentEvents.find(named).events()) {
            SentEvent.Owner owner = event.owner;
            if (owner != null) {
                owner.extend(event.offset(), now);
            }
        }
        turn.run();
        return now + connection.spec().handling().deadline().toMillis();
    }
}
