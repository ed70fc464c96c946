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
 * Makes ready what a ledger gave out to be tried again: looks whether somebody has confirmed it meanwhile, puts its
 * attempt down, and fetches its record. Owned by the connection's event loop.
 */
final class RetryPreparer {
    private static final int BATCH = 256;

    private final ConnectionContext terms;
    private final ServedPartition share;
    private final Ledger ledger;
    private final Blocks blocks;
    private final ArrayDeque<LedgerEvent> waiting = new ArrayDeque<>();
    private final ArrayDeque<Ready> ready = new ArrayDeque<>();
    private List<LedgerEvent> preparing = List.of();
    private Future<Void> noting = Future.succeededFuture();
    private long pausedUntil = Long.MIN_VALUE;

    /** What can be sent. */
    record Ready(LedgerEvent delivery, Block block, int row) {}

    RetryPreparer(ServedPartition share, Ledger ledger, Blocks blocks) {
        this.terms = share.terms();
        this.share = share;
        this.ledger = ledger;
        this.blocks = blocks;
    }

    void add(LedgerEvent delivery) {
        waiting.add(delivery);
    }

    /** How many it has. */
    int size() {
        return waiting.size() + preparing.size() + ready.size();
    }

    /** The one of that delivery, if it can be sent. */
    @Nullable
    Ready of(LedgerEvent delivery) {
        for (Ready each : ready) {
            if (each.delivery() == delivery) {
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

    /** Begins with what waits, where nothing is being prepared. */
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

    /** Gives everything back that has not been sent. */
    void putBack() {
        ready.forEach(each -> ledger.putBack(each.delivery()));
        ready.clear();
        waiting.forEach(ledger::putBack);
        waiting.clear();
        preparing.forEach(ledger::putBack);
        preparing = List.of();
    }

    /**
     * Puts everything back, and takes back the attempts that were put down and will not be made: the next owner would count
     * them. Succeeds once that is done, or cannot be.
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
        Attempts attempts = terms.stores().attempts();
        return noting.otherwiseEmpty()
                .compose(noted -> made.isEmpty()
                        ? Future.succeededFuture()
                        : attempts.put(terms.group(), share.partition(), made))
                .compose(put -> none.isEmpty()
                        ? Future.succeededFuture()
                        : attempts.forget(terms.group(), share.partition(), none))
                .otherwiseEmpty();
    }

    private void lookUp() {
        List<LedgerEvent> batch = preparing;
        List<Identity> identities = batch.stream().map(LedgerEvent::identity).toList();
        share.on(
                terms.stores().confirmations().confirmed(terms.confirming(), share.topic(), identities),
                confirmed -> {
                    if (batch == preparing) {
                        List<LedgerEvent> left = new ArrayList<>();
                        for (int index = 0; index < batch.size(); index++) {
                            if (confirmed.get(index)) {
                                ledger.settled(batch.get(index).offset());
                                share.closed(batch.get(index).offset(), SentEvent.State.CONFIRMED);
                            } else {
                                left.add(batch.get(index));
                            }
                        }
                        share.meters().known.increment(confirmed.cardinality());
                        preparing = left;
                        putDown();
                    }
                },
                refusal -> pause(batch));
    }

    private void putDown() {
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
        noting = terms.stores().attempts().put(terms.group(), share.partition(), attempts);
        share.on(
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
        share.wake();
    }

    private void read(List<LedgerEvent> batch, int index) {
        LedgerEvent next = batch.get(index);
        share.on(
                terms.stores().reader().read(share.partition(), next.offset()),
                read -> {
                    if (batch == preparing) {
                        if (read instanceof Read.Loaded loaded && prepared(next, loaded.block())) {
                            fetch(index + 1);
                        } else if (next.redriven()) {
                            readCopy(batch, index);
                        } else {
                            gone(next);
                            fetch(index + 1);
                        }
                    }
                },
                refusal -> pauseAt(batch, index));
    }

    /** The log has let go of it, but it was parked, and a copy kept. */
    private void readCopy(List<LedgerEvent> batch, int index) {
        LedgerEvent next = batch.get(index);
        share.on(
                terms.stores().parking().find(terms.group(), share.position(next.offset())),
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

    /** False where the block does not have its record. */
    private boolean prepared(LedgerEvent delivery, Block block) {
        int row = block.indexOf(delivery.offset());
        boolean there = row < block.count() && block.offset(row) == delivery.offset();
        if (there) {
            ready.add(new Ready(delivery, block, row));
        }
        return there;
    }

    /** The log has let go of it: there is nothing to deliver any more. */
    private void gone(LedgerEvent delivery) {
        share.gone(delivery.offset());
        share.closed(delivery.offset(), SentEvent.State.CLOSED);
    }

    private void pause(List<LedgerEvent> batch) {
        if (batch == preparing) {
            preparing = List.of();
            for (int index = batch.size() - 1; index >= 0; index--) {
                waiting.addFirst(batch.get(index));
            }
            pausedUntil = terms.clock().getAsLong() + terms.settings().pause().toMillis();
            share.wake();
        }
    }
}
