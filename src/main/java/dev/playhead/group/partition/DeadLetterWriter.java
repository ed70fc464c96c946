package dev.playhead.group.partition;

import dev.playhead.event.Position;
import dev.playhead.event.Problem;
import dev.playhead.group.ledger.Ledger;
import dev.playhead.group.ledger.LedgerEvent;
import dev.playhead.group.parking.Parked;
import dev.playhead.log.Block;
import dev.playhead.log.Read;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Puts a share's hopeless events aside: each is settled once its copy is durable, and tried again where that fails.
 * Owned by the connection's event loop.
 */
final class DeadLetterWriter {
    private static final int MOST = 64;
    private static final String BEFORE = "failed for the last time under an owner before";

    private final ConnectionContext terms;
    private final ServedPartition share;
    private final Ledger ledger;
    private final Map<Long, Parked.Failure> why = new HashMap<>();
    private final Set<Future<Void>> copies = new HashSet<>();
    private int underWay;
    private long pausedUntil = Long.MIN_VALUE;

    DeadLetterWriter(ServedPartition share, Ledger ledger) {
        this.terms = share.terms();
        this.share = share;
        this.ledger = ledger;
    }

    long nextAt() {
        return pausedUntil > Long.MIN_VALUE ? pausedUntil : Long.MAX_VALUE;
    }

    /** Parks what must be without having failed here. */
    void pump(long now) {
        if (now < pausedUntil) {
            return;
        }
        pausedUntil = Long.MIN_VALUE;
        if (underWay < MOST) {
            List<LedgerEvent> hopeless = ledger.parking(MOST - underWay);
            for (LedgerEvent each : hopeless) {
                String reason = ledger.isHopeless(each) ? BEFORE : Parked.BEHIND;
                park(
                        each.offset(),
                        why.getOrDefault(each.offset(), new Parked.Failure(reason, each.known(), each.firstAt(), now)));
            }
        }
    }

    /** Parks what has failed for the last time; fails where it must wait for another try. */
    Future<Void> park(long offset, Parked.Failure failure) {
        Promise<Void> done = Promise.promise();
        underWay++;
        why.put(offset, failure);
        Future<Void> copied =
                terms.stores().reader().read(share.partition(), offset).compose(read -> park(read, offset, failure));
        copies.add(copied);
        copied.onComplete(copy -> terms.context().runOnContext(here -> copies.remove(copied)));
        share.on(
                copied,
                parked -> {
                    underWay--;
                    why.remove(offset);
                    settled(offset, failure);
                    done.complete();
                },
                refusal -> {
                    underWay--;
                    pausedUntil = terms.clock().getAsLong()
                            + terms.settings().parkPause().toMillis();
                    ledger.notParked(offset);
                    share.troubled(refusal);
                    done.fail(refusal.asException());
                });
        return done.future();
    }

    /** Once the copies that are being made are there, or cannot be: the next owner must see them. */
    Future<Void> ended() {
        return Future.join(List.copyOf(copies)).<Void>mapEmpty().otherwiseEmpty();
    }

    private Future<Void> park(Read read, long offset, Parked.Failure failure) {
        Block block = read instanceof Read.Loaded loaded ? loaded.block() : null;
        int row = block == null ? 0 : block.indexOf(offset);
        if (block == null || row == block.count() || block.offset(row) != offset) {
            return read instanceof Read.AtEnd
                    ? Future.failedFuture(Problem.UNAVAILABLE
                            .because("The log does not reach up to " + offset)
                            .asException())
                    : Future.succeededFuture(); // the log has let go of it, so that there is nothing to keep
        }
        Parked.Original original = new Parked.Original(
                share.topic().id(),
                new Position(share.topic().name(), share.partition().index(), offset),
                block.recorded(row),
                block.key(row) != 0,
                block.key(row),
                block.identity(row),
                block.event(row).toString(StandardCharsets.UTF_8));
        return terms.stores().parking().park(new Parked(terms.group(), original, failure));
    }

    private void settled(long offset, Parked.Failure failure) {
        if (ledger.parked(offset)) {
            share.parked(offset);
        } else {
            share.unpark(List.of(offset));
        }
        share.wake();
    }
}
