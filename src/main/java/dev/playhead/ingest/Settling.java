package dev.playhead.ingest;

import dev.playhead.log.Append;
import dev.playhead.log.Topic;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gathers the ends of claims from any thread, and writes them to the window in batches from one event loop. While one
 * batch is in flight, the next one fills, so batches grow with the load. A full batch does not wait, because waiting
 * ends hold memory.
 *
 * <p>While Redis is unavailable, at most {@code window.maxUnwritten} ends wait. It drops further ends; a resend of such
 * an event then reads the log.
 */
final class Settling<C extends Append> implements Claim.Ends<C> {
    private static final Logger LOG = LoggerFactory.getLogger(Settling.class);
    private static final int FULL = 1_000;

    /** The maximum of full batches in flight. */
    private static final int MOST = 64;

    private static final long RETRY_MILLIS = 100;

    private final AtomicReference<@Nullable Claim<C>> ended = new AtomicReference<>();
    private final AtomicInteger unwritten = new AtomicInteger();
    private final Vertx vertx;
    private final Context context;
    private final DuplicateWindow window;
    private final InFlight<C> inFlight;
    private final int limit;

    // Owned by the context
    private final ArrayDeque<Claim<C>> waiting = new ArrayDeque<>();
    private int underWay;
    private boolean resting;

    Settling(Vertx vertx, DuplicateWindow window, InFlight<C> inFlight, int limit) {
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
        this.window = window;
        this.inFlight = inFlight;
        this.limit = limit;
    }

    /** Counts the results that wait to be written. */
    int unwritten() {
        return unwritten.get();
    }

    /** Takes the end of the claim on any thread, by one exchange of a reference. */
    @Override
    public void end(Claim<C> claim, Mark what) {
        if (!claim.end(what)) {
            return;
        }
        if (unwritten.incrementAndGet() > limit) {
            unwritten.decrementAndGet();
            inFlight.leave(claim);
            return;
        }
        Claim<C> before = ended.get();
        claim.next = before;
        while (!ended.compareAndSet(before, claim)) {
            before = ended.get();
            claim.next = before;
        }
        if (before == null) {
            context.runOnContext(turn -> write());
        }
    }

    /** Writes the next batch, unless it must wait. */
    private void write() {
        gather();
        if (waiting.isEmpty() || resting || underWay > 0 && (waiting.size() < FULL || underWay == MOST)) {
            return;
        }
        List<Future<Boolean>> writes = new ArrayList<>(1);
        take().forEach((topic, claims) -> writes.add(write(topic, claims)));
        underWay++;
        Future.all(writes).onComplete(done -> context.runOnContext(turn -> wrote(writes)));
        context.runOnContext(turn -> write());
    }

    private Map<Topic, List<Claim<C>>> take() {
        Map<Topic, List<Claim<C>>> byTopic = new HashMap<>();
        for (int taken = 0; taken < FULL && !waiting.isEmpty(); ) {
            Claim<C> claim = waiting.remove();
            if (claim.take()) {
                byTopic.computeIfAbsent(claim.topic(), topic -> new ArrayList<>())
                        .add(claim);
                taken++;
            } else {
                unwritten.decrementAndGet();
            }
        }
        return byTopic;
    }

    private void gather() {
        Claim<C> claim = ended.getAndSet(null);
        while (claim != null) {
            Claim<C> following = claim.next;
            claim.next = null;
            waiting.add(claim);
            claim = following;
        }
    }

    /** Writes the ends of one topic; completes with false if the write must be tried again. */
    private Future<Boolean> write(Topic topic, List<Claim<C>> claims) {
        List<DuplicateWindow.End> positions = new ArrayList<>(claims.size());
        List<DuplicateWindow.Change> changes = new ArrayList<>();
        for (Claim<C> claim : claims) {
            Mark end = claim.end();
            if (end instanceof Mark.Stored stored) {
                positions.add(new DuplicateWindow.End(claim.identity(), claim.taken(), stored));
            } else {
                changes.add(new DuplicateWindow.Change(claim.identity(), claim.mark(), end));
                if (end instanceof Mark.Unknown) {
                    // Redis may have been away when it was decided
                    changes.add(new DuplicateWindow.Change(claim.identity(), Mark.FREE, end));
                }
            }
        }
        Future<?> settled = positions.isEmpty() ? Future.succeededFuture() : window.settle(topic, positions);
        Future<?> replaced = changes.isEmpty() ? Future.succeededFuture() : window.replace(topic, changes);
        return Future.all(settled, replaced).transform(written -> {
            context.runOnContext(turn -> claims.forEach(written.succeeded() ? this::written : this::notWritten));
            return Future.succeededFuture(written.succeeded());
        });
    }

    private void written(Claim<C> claim) {
        claim.written();
        inFlight.leave(claim);
        unwritten.decrementAndGet();
    }

    private void notWritten(Claim<C> claim) {
        claim.notWritten();
        waiting.add(claim);
    }

    private void wrote(List<Future<Boolean>> writes) {
        underWay--;
        if (!writes.stream().allMatch(Future::result) && !resting) {
            LOG.atDebug().addKeyValue("unwritten", unwritten.get()).log("results wait for a second write");
            resting = true;
            vertx.setTimer(
                    RETRY_MILLIS,
                    expired -> context.runOnContext(turn -> {
                        resting = false;
                        write();
                    }));
        }
        write();
    }
}
