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
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a client says of the deliveries that it was given. Owned by the connection's event loop. */
final class Acknowledgements {
    private static final Logger LOG = LoggerFactory.getLogger(Acknowledgements.class);

    private final GroupConnection stream;
    private final ConnectionContext terms;
    private final SentEvents handouts;
    private int underWay;

    Acknowledgements(GroupConnection stream, SentEvents handouts) {
        this.stream = stream;
        this.terms = stream.terms();
        this.handouts = handouts;
    }

    /** What is confirmed together: of one topic, under the leases of the shares that it was given out by. */
    private record Batch(Topic topic, Map<Lease, SentEvent.Owner> shares, List<SentEvent> handouts) {}

    Future<ConfirmResult> confirm(DeliverySelector named) {
        if (underWay >= terms.settings().maxConfirming()) {
            return Future.failedFuture(Problem.BUSY
                    .because("More than " + terms.settings().maxConfirming()
                            + " confirmations of this connection wait for their answers")
                    .asException());
        }
        SentEvents.Found found;
        try {
            found = handouts.find(named);
        } catch (RefusedException refused) {
            return Future.failedFuture(refused);
        }
        Map<String, Batch> batches = new LinkedHashMap<>();
        int settled = 0;
        SentEvent.Owner share = null;
        Batch batch = null;
        for (SentEvent handout : found.events()) {
            if (handout.state == SentEvent.State.CONFIRMED) {
                settled++;
                ServedPartition where =
                        stream.holdings().find(new Partition(handout.topic().name(), handout.partition()));
                if (where != null) {
                    where.duplicates(1);
                }
                continue;
            }
            if (batch == null || !batch.topic().equals(handout.topic())) {
                batch = batches.computeIfAbsent(
                        handout.topic().id(),
                        any -> new Batch(handout.topic(), new LinkedHashMap<>(), new ArrayList<>()));
                share = null;
            }
            SentEvent.Owner of = handout.owner;
            if (of != null && of != share) {
                batch.shares().put(of.lease(), of);
                share = of;
            }
            batch.handouts().add(handout);
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
            List<Identity> identities = new ArrayList<>(batch.handouts().size());
            batch.handouts().forEach(handout -> identities.add(handout.identity()));
            terms.stores()
                    .confirmations()
                    .confirm(terms.confirming(), batch.topic(), leases(batch), identities)
                    .onComplete(answer -> terms.context().runOnContext(here -> {
                        if (answer.succeeded()) {
                            gathered.add(confirmed(batch, answer.result()), null);
                        } else {
                            gathered.add(ConfirmResult.NONE, answer.cause());
                        }
                    }));
        }
        return promise.future();
    }

    /** What is of another group is confirmed from outside its leases. */
    private List<Lease> leases(Batch batch) {
        return terms.confirming().equals(terms.group())
                ? List.copyOf(batch.shares().keySet())
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
                stream.turn();
            }
        }
    }

    private ConfirmResult confirmed(Batch batch, Confirmations.Confirmed answer) {
        int first = answer.first();
        for (SentEvent handout : batch.handouts()) {
            SentEvent.Owner now = handout.owner;
            if (now == null || now.confirmed(handout.offset()) != Verdict.FIRST) {
                late(handout);
            }
            if (handout.state == SentEvent.State.CLOSED) {
                handout.state = SentEvent.State.CONFIRMED;
            } else if (handout.state != SentEvent.State.CONFIRMED) {
                handouts.settle(handout, SentEvent.State.CONFIRMED);
            }
        }
        int duplicate = batch.handouts().size() - first;
        batch.shares().values().stream().findFirst().ifPresent(share -> share.duplicates(duplicate));
        repaired(batch);
        GroupMeters.OfTopic meters =
                terms.meters().of(terms.group(), batch.topic().name());
        meters.first.increment(first);
        meters.duplicate.increment(duplicate);
        for (Lease lease : answer.lost()) {
            ServedPartition share = stream.holdings().find(lease.partition());
            if (share != null && share == batch.shares().get(lease)) {
                stream.holdings().lose(share, "its epoch is not the lease's any more");
            }
        }
        return new ConfirmResult(first, duplicate, 0);
    }

    /** What the group that is repaired had parked is not hopeless any more. */
    private void repaired(Batch batch) {
        String group = terms.confirming();
        if (!group.equals(terms.group())) {
            Topic topic = batch.topic();
            Set<Position> parked = new HashSet<>();
            for (SentEvent each : batch.handouts()) {
                Position position = new Position(topic.name(), each.partition(), each.offset());
                if (terms.stores().deadLetters().isParked(group, position)) {
                    parked.add(position);
                }
            }
            if (!parked.isEmpty()) {
                terms.stores().deadLetters().remove(group, parked).onFailure(failure -> LOG.atWarn()
                        .addKeyValue("group", group)
                        .addKeyValue("by", terms.group())
                        .addKeyValue("reason", failure.toString())
                        .log("what was repaired is still parked"));
            }
        }
    }

    /** What was parked, skipped or lost is confirmed after all: the same event, appended again, must not be sent any more. */
    private void late(SentEvent handout) {
        for (ServedPartition share : stream.holdings().list()) {
            if (share.topic().name().equals(handout.topic().name())) {
                share.confirmedElsewhere(handout.identity());
            }
        }
    }

    Future<Integer> fail(DeliverySelector named, FailureAction then, String reason) {
        SentEvents.Found found;
        try {
            found = handouts.find(named);
        } catch (RefusedException refused) {
            return Future.failedFuture(refused);
        }
        List<Future<Void>> all = new ArrayList<>();
        int unknown = found.unknown();
        for (SentEvent handout : found.events()) {
            SentEvent.Owner share = handout.owner;
            if (share == null) {
                unknown++;
            } else {
                Future<Void> failed = share.fail(handout.offset(), then, reason);
                if (!failed.succeeded()) {
                    all.add(failed);
                }
            }
        }
        stream.turn();
        int none = unknown;
        return all.isEmpty() ? Future.succeededFuture(none) : Future.join(all).map(done -> none);
    }

    long extend(DeliverySelector named) {
        long now = terms.clock().getAsLong();
        for (SentEvent handout : handouts.find(named).events()) {
            SentEvent.Owner share = handout.owner;
            if (share != null) {
                share.extend(handout.offset(), now);
            }
        }
        stream.turn();
        return now + terms.spec().deadline().toMillis();
    }
}
