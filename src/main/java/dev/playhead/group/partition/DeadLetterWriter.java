package dev.playhead.group.partition;

import dev.playhead.event.Identity;
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
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.agrona.collections.Long2ObjectHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Parks events of a partition: writes a dead letter of each, and lets the ledger settle the event when its dead letter
 * is durable. It repeats a failed write. Owned by the event loop of the connection.
 */
final class DeadLetterWriter {
    private static final int MOST = 64;
    private static final String BEFORE = "the last attempt failed at an earlier connection";

    private final PartitionScope scope;
    private final PartitionEvents events;
    private final Ledger ledger;
    private final Long2ObjectHashMap<Parked.Failure> why = new Long2ObjectHashMap<>();
    private final Set<Future<Void>> copies = new HashSet<>();
    private int underWay;
    private long pausedUntil = Long.MIN_VALUE;

    DeadLetterWriter(PartitionScope scope, PartitionEvents events, Ledger ledger) {
        this.scope = scope;
        this.events = events;
        this.ledger = ledger;
    }

    long nextAt() {
        return pausedUntil > Long.MIN_VALUE ? pausedUntil : Long.MAX_VALUE;
    }

    /** Parks the events that the ledger condemned, though they did not fail here. */
    void pump(long now) {
        if (now < pausedUntil) {
            return;
        }
        pausedUntil = Long.MIN_VALUE;
        if (underWay < MOST) {
            List<LedgerEvent> hopeless = ledger.parking(MOST - underWay);
            for (LedgerEvent each : hopeless) {
                String reason = ledger.isHopeless(each) ? BEFORE : Parked.BEHIND;
                Parked.@Nullable Failure before = why.get(each.offset());
                park(
                        each.offset(),
                        before == null ? new Parked.Failure(reason, each.known(), each.firstAt(), now) : before);
            }
        }
    }

    /** Parks an event after its last failure; fails if the write of the dead letter fails now. */
    Future<Void> park(long offset, Parked.Failure failure) {
        Promise<Void> done = Promise.promise();
        underWay++;
        why.put(offset, failure);
        Identity event = ledger.openAt(offset);
        Future<Void> copied = scope.stores()
                .reader()
                .read(scope.partition(), offset)
                .compose(read -> park(read, offset, event, failure));
        copies.add(copied);
        copied.onComplete(copy -> scope.connection().context().runOnContext(here -> copies.remove(copied)));
        scope.on(
                copied,
                parked -> {
                    underWay--;
                    why.remove(offset);
                    settled(offset, event);
                    done.complete();
                },
                refusal -> {
                    underWay--;
                    pausedUntil = scope.now()
                            + scope.connection().settings().parkPause().toMillis();
                    ledger.notParked(offset);
                    events.troubled(refusal);
                    done.fail(refusal.asException());
                });
        return done.future();
    }

    /** Succeeds once the writes under way have ended, well or not: the next owner must see their dead letters. */
    Future<Void> ended() {
        return Future.join(List.copyOf(copies)).<Void>mapEmpty().otherwiseEmpty();
    }

    private Future<Void> park(Read read, long offset, @Nullable Identity event, Parked.Failure failure) {
        Block block = read instanceof Read.Loaded loaded ? loaded.block() : null;
        int row = block == null ? 0 : block.indexOf(offset);
        if (block == null || row == block.count() || block.offset(row) != offset) {
            return read instanceof Read.AtEnd
                    ? Future.failedFuture(Problem.UNAVAILABLE
                            .because("The log ends before the offset " + offset)
                            .asException())
                    : Future.succeededFuture(); // the log has dropped the event, so that there is nothing to keep
        }
        if (!block.identity(row).equals(event)) {
            // The log was cut off, and another event has the offset now: a redriven event keeps its earlier copy
            return Future.succeededFuture();
        }
        Parked.Original original = new Parked.Original(
                scope.topic().id(),
                new Position(scope.topic().name(), scope.partition().index(), offset),
                block.recorded(row),
                block.key(row) != 0,
                block.key(row),
                block.identity(row),
                block.event(row).toString(StandardCharsets.UTF_8));
        return scope.stores().deadLetters().park(new Parked(scope.group(), original, failure));
    }

    private void settled(long offset, @Nullable Identity event) {
        if (ledger.parked(offset)) {
            events.parked(offset);
        } else if (event != null) {
            events.unpark(offset, event);
        }
        events.wake();
    }
}
