package dev.playhead.group.partition;

import dev.playhead.delivery.Batch;
import dev.playhead.event.Identity;
import dev.playhead.group.ledger.Ledger;
import dev.playhead.group.ledger.LedgerEvent;
import dev.playhead.group.member.GroupConnection;
import dev.playhead.log.Block;
import dev.playhead.log.Read;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Gives out what of one share may be sent: what its ledger lets go, as far as its blocks are at hand and no event of the
 * same identity is with the client. Owned by the connection's event loop.
 */
public final class Sender {
    /** How many events are got ready at once to be tried again in the order of time. */
    private static final int AT_ONCE = 256;

    /** That there is nothing of it any more. */
    public static final long NOTHING = Long.MAX_VALUE;

    /** That what comes next is not at hand yet. */
    public static final long MISSING = Long.MIN_VALUE;

    private final GroupConnection stream;
    private final ServedPartition share;
    private final Ledger ledger;
    private final Blocks blocks;
    private final ConfirmedLookup ahead;
    private final RetryPreparer again;
    private final @Nullable Counting counting;
    private final Map<Long, SentEvent> handed;
    private final Set<Long> tried = new HashSet<>();
    private final Set<Identity> held = new HashSet<>();
    private boolean hungry = true;
    private boolean fetching;

    Sender(
            GroupConnection stream,
            ServedPartition share,
            Blocks blocks,
            ConfirmedLookup ahead,
            RetryPreparer again,
            @Nullable Counting counting) {
        this.stream = stream;
        this.share = share;
        this.ledger = share.ledger();
        this.blocks = blocks;
        this.ahead = ahead;
        this.again = again;
        this.counting = counting;
        this.handed = stream.handouts().of(share.partition());
    }

    /** Whether more could be sent than there is. */
    boolean isHungry() {
        return hungry;
    }

    void fed() {
        hungry = false;
    }

    /** How many events have been tried more than once and are not settled. */
    int tried() {
        return tried.size();
    }

    void settled(long offset) {
        if (!tried.isEmpty()) {
            tried.remove(offset);
        }
    }

    /** Adds what may be sent now. */
    void gather(Batch batch, BatchBudget room) {
        long now = share.terms().clock().getAsLong();
        gatherAgain(batch, room, now, false);
        int most = room.events() - again.size();
        if (most <= 0 || fetching) {
            return;
        }
        List<LedgerEvent> next = ledger.next(now, most);
        hungry = next.size() < most;
        for (int index = 0; index < next.size(); index++) {
            LedgerEvent delivery = next.get(index);
            if (delivery.counted()) {
                again.add(delivery);
            } else if (!send(delivery, batch, room, now)) {
                next.subList(index, next.size()).forEach(ledger::putBack);
                break;
            }
        }
        again.pump(now);
    }

    /** @param redriven only those that were parked */
    private void gatherAgain(Batch batch, BatchBudget room, long now, boolean redriven) {
        for (RetryPreparer.Ready next : List.copyOf(again.ready())) {
            if ((next.delivery().redriven() || !redriven) && !sendAgain(next, batch, room, now)) {
                return;
            }
        }
    }

    /** Returns whether more may follow. */
    private boolean sendAgain(RetryPreparer.Ready next, Batch batch, BatchBudget room, long now) {
        long bytes = Batch.bytesOf(next.block(), next.row(), next.row() + 1) + 16;
        if (!room.takes(bytes)) {
            return false;
        }
        again.ready().remove(next);
        String id = next.block().id(next.row());
        if (!isHeld(next.delivery(), next.block(), next.row(), id) && ledger.start(next.delivery(), now)) {
            room.taken(bytes);
            int attempt = next.delivery().attempt();
            if (attempt > 1) {
                tried.add(next.delivery().offset());
                batch.addAgain(next.block(), next.row(), attempt);
            } else {
                batch.add(next.block(), next.row(), next.row() + 1);
            }
            share.meters().retried.increment();
            given(next.delivery(), next.block(), next.row(), id);
        }
        return true;
    }

    // ---- the order of time

    /** When what comes next in the log was recorded, {@link #NOTHING} or {@link #MISSING}. */
    public long head() {
        while (true) {
            LedgerEvent head = ledger.firstWaiting();
            if (head == null) {
                hungry = true;
                return ahead.isDone() ? NOTHING : MISSING;
            }
            RetryPreparer.Ready ready = again.of(head);
            if (ready != null) {
                return ready.block().recorded(ready.row());
            }
            Block block = head.is(LedgerEvent.State.GIVEN) ? null : blocks.find(head.offset());
            if (block == null) {
                if (!head.is(LedgerEvent.State.GIVEN) && !fetching) {
                    fetch(head.offset());
                }
                return MISSING;
            }
            int row = block.indexOf(head.offset());
            if (row < block.count() && block.offset(row) == head.offset()) {
                return block.recorded(row);
            }
            share.gone(head.offset());
        }
    }

    /** Adds what was parked and is tried again, which has no place in the order any more. */
    public void gatherRedriven(Batch batch, BatchBudget room) {
        gatherAgain(batch, room, share.terms().clock().getAsLong(), true);
    }

    /** Adds what comes next in the log; returns whether it did: it may not be its turn, or too much for now. */
    public boolean gatherHead(Batch batch, BatchBudget room) {
        LedgerEvent head = ledger.firstWaiting();
        long now = share.terms().clock().getAsLong();
        if (head == null) {
            return false;
        }
        RetryPreparer.Ready ready = again.of(head);
        if (ready != null) {
            sendAgain(ready, batch, room, now);
            return ledger.firstWaiting() != head;
        }
        List<LedgerEvent> next = ledger.next(now, head.attempt() > 0 ? AT_ONCE : 1);
        if (next.isEmpty() && again.size() > 0) {
            // What was got ready and comes later in the log may not stand in its way
            again.putBack();
        }
        for (int index = 0; index < next.size(); index++) {
            LedgerEvent delivery = next.get(index);
            if (delivery.counted() && (delivery.redriven() || index > 0 || delivery == head)) {
                again.add(delivery);
            } else if (delivery != head || !send(delivery, batch, room, now)) {
                next.subList(index, next.size()).forEach(ledger::putBack);
                break;
            }
        }
        again.pump(now);
        return ledger.firstWaiting() != head;
    }

    /** Returns whether more may follow. */
    private boolean send(LedgerEvent delivery, Batch batch, BatchBudget room, long now) {
        long offset = delivery.offset();
        Block block = blocks.find(offset);
        if (block == null) {
            fetch(offset);
            return false;
        }
        int row = block.indexOf(offset);
        if (row == block.count() || block.offset(row) != offset) {
            share.gone(offset);
            return true;
        }
        long bytes = block.deliveryBytes(row, row + 1);
        if (!room.takes(bytes) || !stream.isDue(block.recorded(row), now)) {
            return false;
        }
        String id = block.id(row);
        if (!isHeld(delivery, block, row, id) && ledger.start(delivery, now)) {
            room.taken(bytes);
            batch.add(block, row, row + 1);
            given(delivery, block, row, id);
        }
        return true;
    }

    /** The same event is with the client from another partition: this one waits until it is known what became of that. */
    private boolean isHeld(LedgerEvent delivery, Block block, int row, String id) {
        boolean holds = stream.handouts().holds(share, block.source(row), id);
        if (holds) {
            ledger.hold(delivery);
            held.add(delivery.identity());
        }
        return holds;
    }

    /** What it waited for was confirmed, or is out of sight; false where nothing of the identity waits. */
    boolean release(Identity identity) {
        return held.remove(identity);
    }

    /** Whatever was missed: what still has to wait is held again before it is sent. */
    void releaseAll() {
        held.forEach(ledger::free);
        held.clear();
    }

    private void given(LedgerEvent delivery, Block block, int row, String id) {
        share.changes().add();
        if (counting != null) {
            counting.sent(Batch.bytesOf(block, row, row + 1));
        }
        stream.handouts().add(new SentEvent(share, handed, delivery, block.source(row), id), handed);
    }

    /** Its block was let go of while it waited behind another of its key. */
    private void fetch(long offset) {
        fetching = true;
        share.on(
                share.terms().stores().reader().read(share.partition(), offset),
                read -> {
                    fetching = false;
                    if (read instanceof Read.Loaded loaded) {
                        blocks.fetched(loaded.block());
                    } else if (read instanceof Read.Lost) {
                        share.gone(offset);
                    }
                    share.wake();
                },
                refusal -> {
                    // The feed meets the same and says so; the next tick tries again
                    fetching = false;
                    if (counting != null && !refusal.problem().retryable()) {
                        share.gone(offset);
                        share.wake();
                    }
                });
    }
}
