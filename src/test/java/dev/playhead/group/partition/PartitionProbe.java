package dev.playhead.group.partition;

import dev.playhead.event.Identity;
import dev.playhead.event.Partition;
import dev.playhead.event.Refusal;
import dev.playhead.event.RefusedException;
import dev.playhead.group.FailureAction;
import dev.playhead.group.Lease;
import dev.playhead.group.ParkedIndex;
import dev.playhead.group.ledger.Ledger;
import dev.playhead.group.ledger.Ledger.Verdict;
import dev.playhead.group.ledger.LedgerEvent;
import dev.playhead.group.ledger.Restored;
import dev.playhead.group.ledger.Rules;
import dev.playhead.log.Block;
import dev.playhead.log.Topic;
import dev.playhead.stream.Gap;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Stands for the connection and the served partition around one worker, and records what the worker reports. */
final class PartitionProbe implements PartitionHost, PartitionScope, PartitionEvents, SentEvent.Owner {
    final GroupWorld world;
    final Ledger ledger;
    final Blocks blocks = new Blocks(8);
    final SentEvents.OfPartition sent;
    final List<Long> gone = new ArrayList<>();
    final Map<Long, SentEvent.State> settled = new LinkedHashMap<>();
    final List<Long> parked = new ArrayList<>();
    final List<Long> unparked = new ArrayList<>();
    final List<Refusal> troubles = new ArrayList<>();
    final List<Identity> confirmedInOther = new ArrayList<>();
    final List<String> lookups = new ArrayList<>();
    long dueFrom = Long.MIN_VALUE;
    int wakes;
    int changes;
    int writes;
    Future<Void> written = Future.succeededFuture();
    private final Partition partition;

    PartitionProbe(GroupWorld world) {
        this(world, 0, ParkedIndex.EMPTY);
    }

    PartitionProbe(GroupWorld world, int partition, ParkedIndex parked) {
        this.world = world;
        this.partition = world.partition(partition);
        this.ledger = new Ledger(
                Rules.of(world.connection.spec(), world.settings), new Restored(0, List.of(), 0, List.of(), parked));
        this.sent = world.sentEvents.of(this);
    }

    /** Offers the ledger all events of the log from where it reads on. */
    PartitionProbe offerAll() {
        while (ledger.readFrom() < world.log.end(partition)) {
            Block block = world.block(partition.index(), ledger.readFrom());
            blocks.add(block);
            for (int row = block.indexOf(ledger.readFrom()); row < block.count(); row++) {
                ledger.offer(block.offset(row), block.key(row), block.key(row) != 0, block.identity(row));
            }
            ledger.exclude(ledger.readFrom(), block.next());
        }
        return this;
    }

    /** Begins the attempts of all events that may start, as a sender does. */
    List<Long> startAll() {
        List<Long> started = new ArrayList<>();
        for (LedgerEvent event : ledger.next(now(), 100)) {
            if (ledger.start(event, now())) {
                started.add(event.offset());
            }
        }
        return started;
    }

    /** The event whose backoff has passed, given out for its next attempt. */
    LedgerEvent retry(long offset) {
        ledger.fail(offset, FailureAction.RETRY, now());
        world.now = ledger.nextAt();
        return ledger.next(now(), 1).get(0);
    }

    @Override
    public ConnectionContext connection() {
        return world.connection;
    }

    @Override
    public Topic topic() {
        return world.topic;
    }

    @Override
    public Partition partition() {
        return partition;
    }

    @Override
    public Lease lease() {
        return new Lease(GroupWorld.GROUP, partition, "node-1", 1, Long.MAX_VALUE);
    }

    @Override
    public GroupMeters.OfTopic meters() {
        return world.connection.meters().of(GroupWorld.GROUP, "orders");
    }

    @Override
    public <T> void on(Future<T> asked, Consumer<T> answered, Consumer<Refusal> refused) {
        asked.onComplete(answer -> world.loop.context().runOnContext(here -> {
            if (answer.succeeded()) {
                answered.accept(answer.result());
            } else {
                refused.accept(RefusedException.of(answer.cause()));
            }
        }));
    }

    @Override
    public void wake() {
        wakes++;
    }

    @Override
    public void cursorChanged() {
        changes++;
    }

    @Override
    public void cutOff() {
        lookups.add("cut off");
    }

    @Override
    public void lookedUp(long to, int records, int wanted) {
        lookups.add("up to " + to + ": " + wanted + " of " + records);
    }

    @Override
    public void sent(long bytes) {
        changes++;
    }

    @Override
    public void gone(long offset) {
        gone.add(offset);
        ledger.gone(offset);
    }

    @Override
    public void settled(long offset, SentEvent.State how) {
        settled.put(offset, how);
        sent.settle(offset, how);
    }

    @Override
    public void parked(long offset) {
        parked.add(offset);
    }

    @Override
    public void unpark(long offset, Identity identity) {
        unparked.add(offset);
    }

    @Override
    public void troubled(Refusal refusal) {
        troubles.add(refusal);
    }

    @Override
    public Future<Void> write() {
        writes++;
        return written;
    }

    @Override
    public boolean isDue(long recorded, long now) {
        return now >= dueFrom;
    }

    @Override
    public void gap(Gap gap) {
        throw new AssertionError(gap);
    }

    @Override
    public void failed(Refusal refusal) {
        throw new AssertionError(refusal);
    }

    @Override
    public void troubled(Partition of, Refusal refusal) {
        throw new AssertionError(of + " " + refusal);
    }

    @Override
    public Future<Void> write(Partition of) {
        throw new AssertionError(of);
    }

    @Override
    public boolean isPending(long offset) {
        return ledger.isPending(offset);
    }

    @Override
    public Verdict confirmed(long offset) {
        return ledger.confirm(offset);
    }

    @Override
    public Future<Void> fail(long offset, FailureAction then, String reason) {
        throw new AssertionError(reason);
    }

    @Override
    public void extend(long offset, long now) {
        ledger.extend(offset, now);
    }

    @Override
    public void duplicates(int more) {
        throw new AssertionError(more);
    }

    @Override
    public void released(Identity identity, boolean confirmed) {
        if (confirmed) {
            confirmedInOther.add(identity);
        }
        ledger.free(identity);
    }
}
