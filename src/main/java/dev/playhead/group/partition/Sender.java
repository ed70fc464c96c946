package dev.playhead.group.partition;

import dev.playhead.event.Identity;
import dev.playhead.group.ledger.Ledger;
import dev.playhead.group.ledger.LedgerEvent;
import dev.playhead.log.Block;
import dev.playhead.log.Read;
import dev.playhead.stream.Batch;
import dev.playhead.stream.BatchBudget;
import dev.playhead.stream.Turns;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.agrona.collections.LongHashSet;

/**
 * Adds the events of one partition to batches, as its ledger gives them. It skips an event when its block is missing,
 * or when the client has the same event from another partition. Owned by the event loop of the connection.
 */
public final class Sender {
    /** The most retries that are prepared at once in the order of time. */
    private static final int AT_ONCE = 256;

    private final PartitionHost host;
    private final PartitionScope scope;
    private final PartitionEvents events;
    private final SentEvents.OfPartition sent;
    private final Ledger ledger;
    private final Blocks blocks;
    private final ConfirmedLookup lookup;
    private final RetryPreparer retries;
    private final LongHashSet tried = new LongHashSet();
    private final Set<Identity> held = new HashSet<>();
    private boolean hungry = true;
    private boolean fetching;

    Sender(
            PartitionHost host,
            PartitionScope scope,
            PartitionEvents events,
            SentEvents.OfPartition sent,
            Ledger ledger,
            Blocks blocks,
            ConfirmedLookup lookup,
            RetryPreparer retries) {
        this.host = host;
        this.scope = scope;
        this.events = events;
        this.sent = sent;
        this.ledger = ledger;
        this.blocks = blocks;
        this.lookup = lookup;
        this.retries = retries;
    }

    /** Returns whether it could send more events than it has. */
    boolean isHungry() {
        return hungry;
    }

    void fed() {
        hungry = false;
    }

    /** Counts the unsettled events with more than one attempt. */
    int tried() {
        return tried.size();
    }

    void settled(long offset) {
        if (!tried.isEmpty()) {
            tried.remove(offset);
        }
    }

    /** Adds the events that may be sent now. */
    void gather(Batch batch, BatchBudget budget) {
        long now = scope.now();
        gatherAgain(batch, budget, now, false);
        int most = budget.events() - retries.size();
        if (most <= 0 || fetching) {
            retries.pump(now);
            return;
        }
        List<LedgerEvent> next = ledger.next(now, most);
        hungry = next.size() < most;
        for (int index = 0; index < next.size(); index++) {
            LedgerEvent event = next.get(index);
            if (event.counted()) {
                retries.add(event);
            } else if (!send(event, batch, budget, now)) {
                next.subList(index, next.size()).forEach(ledger::putBack);
                break;
            }
        }
        retries.pump(now);
    }

    /** @param redriven true for redriven events only */
    private void gatherAgain(Batch batch, BatchBudget budget, long now, boolean redriven) {
        for (RetryPreparer.Ready next : List.copyOf(retries.ready())) {
            if ((next.event().redriven() || !redriven) && !sendAgain(next, batch, budget, now)) {
                return;
            }
        }
    }

    /** Returns whether more may follow. */
    private boolean sendAgain(RetryPreparer.Ready next, Batch batch, BatchBudget budget, long now) {
        long bytes = Batch.bytesOf(next.block(), next.row(), next.row() + 1) + 16;
        if (!budget.takes(bytes)) {
            return false;
        }
        retries.ready().remove(next);
        if (retries.again(next, now)) {
            return true;
        }
        String id = next.block().id(next.row());
        if (!isHeld(next.event(), next.block(), next.row(), id) && ledger.start(next.event(), now)) {
            budget.taken(bytes);
            int attempt = next.event().attempt();
            if (attempt > 1) {
                tried.add(next.event().offset());
                batch.addAgain(next.block(), next.row(), attempt);
            } else {
                batch.add(next.block(), next.row(), next.row() + 1);
            }
            if (next.event().counted()) {
                scope.meters().retried.increment();
            }
            given(next.event(), next.block(), next.row(), id);
        }
        return true;
    }

    // ---- the order of time

    /** Returns the append time of the next event of the log, {@link Turns.Heads#NOTHING} or {@link Turns.Heads#MISSING}. */
    public long head() {
        while (true) {
            LedgerEvent head = ledger.firstWaiting();
            if (head == null) {
                hungry = true;
                return lookup.isDone() ? Turns.Heads.NOTHING : Turns.Heads.MISSING;
            }
            RetryPreparer.Ready ready = retries.of(head);
            if (ready != null) {
                return ready.block().recorded(ready.row());
            }
            Block block = head.is(LedgerEvent.State.GIVEN) ? null : blocks.find(head.offset());
            if (block == null) {
                if (!head.is(LedgerEvent.State.GIVEN) && !fetching) {
                    fetch(head.offset());
                }
                return Turns.Heads.MISSING;
            }
            int row = block.indexOf(head.offset());
            if (row < block.count() && block.offset(row) == head.offset()) {
                return block.recorded(row);
            }
            events.gone(head.offset());
        }
    }

    /** Adds redriven events; they no longer have a place in the order. */
    public void gatherRedriven(Batch batch, BatchBudget budget) {
        long now = scope.now();
        // The head may be a retry: after all first attempts, only this call asks for it
        ledger.retryDue(now);
        gatherAgain(batch, budget, now, true);
    }

    /** Adds the next event of the log; returns whether it did: the event may not be due, or too large for now. */
    public boolean gatherHead(Batch batch, BatchBudget budget) {
        LedgerEvent head = ledger.firstWaiting();
        long now = scope.now();
        if (head == null) {
            return false;
        }
        RetryPreparer.Ready ready = retries.of(head);
        if (ready != null) {
            sendAgain(ready, batch, budget, now);
            return ledger.firstWaiting() != head;
        }
        List<LedgerEvent> next = ledger.next(now, head.attempt() > 0 ? AT_ONCE : 1);
        if (next.isEmpty() && retries.size() > 0) {
            // Prepared events that come later in the log must not block it
            retries.putBack();
        }
        for (int index = 0; index < next.size(); index++) {
            LedgerEvent event = next.get(index);
            if (event.counted() && (event.redriven() || index > 0 || event == head)) {
                retries.add(event);
            } else if (event != head || !send(event, batch, budget, now)) {
                next.subList(index, next.size()).forEach(ledger::putBack);
                break;
            }
        }
        retries.pump(now);
        return ledger.firstWaiting() != head;
    }

    /** Returns whether more may follow. */
    private boolean send(LedgerEvent event, Batch batch, BatchBudget budget, long now) {
        long offset = event.offset();
        Block block = blocks.find(offset);
        if (block == null) {
            fetch(offset);
            return false;
        }
        int row = block.indexOf(offset);
        if (row == block.count() || block.offset(row) != offset) {
            events.gone(offset);
            return true;
        }
        long bytes = block.deliveryBytes(row, row + 1);
        if (!budget.takes(bytes) || !host.isDue(block.recorded(row), now)) {
            return false;
        }
        if (lookup.isOld(offset, now)) {
            ledger.delay(event);
            retries.add(event);
            return true;
        }
        String id = block.id(row);
        if (!isHeld(event, block, row, id) && ledger.start(event, now)) {
            budget.taken(bytes);
            batch.add(block, row, row + 1);
            given(event, block, row, id);
        }
        return true;
    }

    /**
     * Returns whether the client has the same event from another partition; then this event waits until the other is
     * settled or lost.
     */
    private boolean isHeld(LedgerEvent event, Block block, int row, String id) {
        boolean holds = sent.holds(block.source(row), id);
        if (holds) {
            ledger.hold(event);
            held.add(event.identity());
        }
        return holds;
    }

    /**
     * Releases the waiting event of this identity, because the other is settled or lost; returns false if none waits.
     */
    boolean release(Identity identity) {
        return held.remove(identity);
    }

    /** Frees all that wait: {@link #isHeld} looks again before they are sent. */
    void releaseAll() {
        held.forEach(ledger::free);
        held.clear();
    }

    private void given(LedgerEvent event, Block block, int row, String id) {
        events.sent(Batch.bytesOf(block, row, row + 1));
        sent.add(event, block.source(row), id);
    }

    /** Its block was dropped while it waited behind another event of its key. */
    private void fetch(long offset) {
        fetching = true;
        scope.on(
                scope.stores().reader().read(scope.partition(), offset),
                read -> {
                    fetching = false;
                    if (read instanceof Read.Loaded loaded) {
                        blocks.fetched(loaded.block());
                    } else if (read instanceof Read.Lost) {
                        events.gone(offset);
                    }
                    events.wake();
                },
                refusal -> {
                    // The feed meets the same and says so; the next tick tries again
                    fetching = false;
                    if (scope.connection().losesAfter(refusal)) {
                        events.gone(offset);
                        events.wake();
                    }
                });
    }
}
