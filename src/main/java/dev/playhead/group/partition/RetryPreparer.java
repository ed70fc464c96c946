package dev.playhead.group.partition;

import dev.playhead.event.Identity;
import dev.playhead.group.Attempts;
import dev.playhead.group.ledger.Ledger;
import dev.playhead.group.ledger.LedgerEvent;
import dev.playhead.group.parking.Parked;
import dev.playhead.log.Block;
import dev.playhead.log.Read;
import io.vertx.core.Future;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Prepares events for another attempt: looks for their confirmations, writes their attempts, and fetches their records.
 * Owned by the event loop of the connection.
 */
final class RetryPreparer {
    private static final int BATCH = 256;

    private final PartitionScope scope;
    private final PartitionEvents events;
    private final Ledger ledger;
    private final Blocks blocks;
    private final ArrayDeque<LedgerEvent> waiting = new ArrayDeque<>();
    private final ArrayDeque<Ready> ready = new ArrayDeque<>();
    private List<LedgerEvent> preparing = List.of();
    private Future<Void> noting = Future.succeededFuture();
    private long pausedUntil = Long.MIN_VALUE;

    /**
     * An event that can be sent.
     *
     * @param since when it was prepared, in epoch milliseconds
     */
    record Ready(LedgerEvent event, Block block, int row, long since) {}

    RetryPreparer(PartitionScope scope, PartitionEvents events, Ledger ledger, Blocks blocks) {
        this.scope = scope;
        this.events = events;
        this.ledger = ledger;
        this.blocks = blocks;
    }

    void add(LedgerEvent event) {
        waiting.add(event);
    }

    /**
     * Returns whether the event has waited so long that it may have been confirmed since; then it prepares the event
     * again.
     */
    boolean again(Ready waited, long now) {
        boolean isOld = now - waited.since()
                >= scope.connection().settings().lookUpAgain().toMillis();
        if (isOld) {
            blocks.fetched(waited.block());
            add(waited.event());
        }
        return isOld;
    }

    /** Counts its events. */
    int size() {
        return waiting.size() + preparing.size() + ready.size();
    }

    /** Returns the event with its record; null if it cannot be sent yet. */
    @Nullable
    Ready of(LedgerEvent event) {
        for (Ready each : ready) {
            if (each.event() == event) {
                return each;
            }
        }
        return null;
    }

    ArrayDeque<Ready> ready() {
        return ready;
    }

    long nextAt() {
        return pausedUntil > Long.MIN_VALUE && !waiting.isEmpty() ? pausedUntil : Long.MAX_VALUE;
    }

    /** Begins with the events that wait, unless others are being prepared. */
    void pump(long now) {
        if (!preparing.isEmpty() || waiting.isEmpty() || now < pausedUntil) {
            return;
        }
        pausedUntil = Long.MIN_VALUE;
        List<LedgerEvent> batch = new ArrayList<>();
        while (!waiting.isEmpty() && batch.size() < BATCH) {
            batch.add(waiting.remove());
        }
        preparing = batch;
        lookUp();
    }

    /** Gives all events back to the ledger that have not been sent. */
    void putBack() {
        ready.forEach(each -> ledger.putBack(each.event()));
        ready.clear();
        waiting.forEach(ledger::putBack);
        waiting.clear();
        preparing.forEach(ledger::putBack);
        preparing = List.of();
    }

    /**
     * Gives all events back, and takes back the attempts that were written and will not be made: the next owner would count
     * them. Succeeds once the store has done so, or has refused.
     */
    Future<Void> takeBack() {
        putBack();
        List<Attempts.Attempt> over = ledger.overcounted();
        List<Long> none = over.stream()
                .filter(each -> each.number() == 0)
                .map(Attempts.Attempt::offset)
                .toList();
        List<Attempts.Attempt> made =
                over.stream().filter(each -> each.number() > 0).toList();
        Attempts attempts = scope.stores().attempts();
        return noting.otherwiseEmpty()
                .compose(noted -> made.isEmpty()
                        ? Future.succeededFuture()
                        : attempts.put(scope.group(), scope.partition(), made))
                .compose(put -> none.isEmpty()
                        ? Future.succeededFuture()
                        : attempts.forget(scope.group(), scope.partition(), none))
                .otherwiseEmpty();
    }

    private void lookUp() {
        List<LedgerEvent> batch = preparing;
        List<Identity> identities = batch.stream().map(LedgerEvent::identity).toList();
        scope.on(
                scope.stores().confirmations().confirmed(scope.connection().confirming(), scope.topic(), identities),
                confirmed -> {
                    if (batch == preparing) {
                        List<LedgerEvent> left = new ArrayList<>();
                        for (int index = 0; index < batch.size(); index++) {
                            if (confirmed.get(index)) {
                                ledger.settled(batch.get(index).offset());
                                events.settled(batch.get(index).offset(), SentEvent.State.CONFIRMED);
                            } else {
                                left.add(batch.get(index));
                            }
                        }
                        scope.meters().known.increment(confirmed.cardinality());
                        preparing = left;
                        writeAttempts();
                    }
                },
                refusal -> pause(batch));
    }

    private void writeAttempts() {
        List<LedgerEvent> batch = preparing;
        List<Attempts.Attempt> attempts = batch.stream()
                .filter(LedgerEvent::counted)
                .map(each -> new Attempts.Attempt(each.offset(), each.attempt(), each.firstAt()))
                .toList();
        if (attempts.isEmpty()) {
            fetch(0);
            return;
        }
        batch.forEach(each -> each.noted = Math.max(each.noted, each.attempt()));
        noting = scope.stores().attempts().put(scope.group(), scope.partition(), attempts);
        scope.on(
                noting,
                done -> {
                    if (batch == preparing) {
                        fetch(0);
                    }
                },
                refusal -> pause(batch));
    }

    private void fetch(int from) {
        List<LedgerEvent> batch = preparing;
        for (int index = from; index < batch.size(); index++) {
            LedgerEvent next = batch.get(index);
            Block block = lastBlock(next.offset());
            if (block == null || !prepared(next, block)) {
                read(batch, index);
                return;
            }
        }
        preparing = List.of();
        events.wake();
    }

    private void read(List<LedgerEvent> batch, int index) {
        LedgerEvent next = batch.get(index);
        scope.on(
                scope.stores().reader().read(scope.partition(), next.offset()),
                read -> {
                    if (batch == preparing) {
                        if (read instanceof Read.Loaded loaded && prepared(next, loaded.block())) {
                            fetch(index + 1);
                        } else {
                            withoutRecord(batch, index);
                        }
                    }
                },
                refusal -> {
                    if (batch == preparing && scope.connection().losesAfter(refusal)) {
                        withoutRecord(batch, index);
                    } else {
                        pauseAt(batch, index);
                    }
                });
    }

    private void withoutRecord(List<LedgerEvent> batch, int index) {
        LedgerEvent next = batch.get(index);
        if (next.redriven()) {
            readCopy(batch, index);
        } else {
            gone(next);
            fetch(index + 1);
        }
    }

    /** The log has dropped the event, but its dead letter has a copy. */
    private void readCopy(List<LedgerEvent> batch, int index) {
        LedgerEvent next = batch.get(index);
        scope.on(
                scope.stores().deadLetters().find(scope.group(), scope.position(next.offset())),
                parked -> {
                    if (batch == preparing) {
                        Block copy = parked.map(Parked::block).orElse(null);
                        if (copy == null || !prepared(next, copy)) {
                            gone(next);
                        }
                        fetch(index + 1);
                    }
                },
                refusal -> pauseAt(batch, index));
    }

    private void pauseAt(List<LedgerEvent> batch, int index) {
        if (batch == preparing) {
            preparing = batch.subList(index, batch.size());
            pause(preparing);
        }
    }

    private @Nullable Block lastBlock(long offset) {
        Ready last = ready.peekLast();
        if (last != null
                && last.block().base() <= offset
                && offset < last.block().next()) {
            return last.block();
        }
        return blocks.find(offset);
    }

    /**
     * Returns false if the block does not have the event's record; after a cut of the log another event may have its
     * offset.
     */
    private boolean prepared(LedgerEvent event, Block block) {
        int row = block.indexOf(event.offset());
        boolean there = row < block.count()
                && block.offset(row) == event.offset()
                && block.identity(row).equals(event.identity());
        if (there) {
            ready.add(new Ready(event, block, row, scope.now()));
        }
        return there;
    }

    /** Handles an event that the log has removed and that has no copy. */
    private void gone(LedgerEvent event) {
        events.gone(event.offset());
        events.settled(event.offset(), SentEvent.State.CLOSED);
    }

    private void pause(List<LedgerEvent> batch) {
        if (batch == preparing) {
            preparing = List.of();
            for (int index = batch.size() - 1; index >= 0; index--) {
                waiting.addFirst(batch.get(index));
            }
            pausedUntil = scope.now() + scope.connection().settings().pause().toMillis();
            events.wake();
        }
    }
}
