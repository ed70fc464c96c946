package dev.playhead.replay;

import dev.playhead.event.EventFilter;
import dev.playhead.event.Problem;
import dev.playhead.log.LogReader;
import dev.playhead.replay.job.ReplayJob;
import dev.playhead.replay.job.ReplayRequest;
import dev.playhead.replay.job.ReplaySettings;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

/** Looks through ranges without sending anything, a few at a time, each for a bounded time on threads that may be busy. */
final class DryRuns {
    private final Vertx vertx;
    private final ReplaySettings settings;
    private final LogReader reader;
    private final LongSupplier nanos;
    private final AtomicInteger running = new AtomicInteger();

    DryRuns(Vertx vertx, ReplaySettings settings, LogReader reader, LongSupplier nanos) {
        this.vertx = vertx;
        this.settings = settings;
        this.reader = reader;
        this.nanos = nanos;
    }

    /**
     * Runs a dry run. Fails with {@code busy} at the maximum of dry runs, and with {@code unavailable} while the log is
     * unavailable.
     */
    Future<Preview> run(ReplayRequest request, EventFilter filter, ReplayJob.Range range) {
        if (running.incrementAndGet() > settings.maxDryRuns()) {
            running.decrementAndGet();
            return Future.failedFuture(Problem.BUSY
                    .because("This node has " + settings.maxDryRuns() + " dry runs, the maximum (replays.maxDryRuns)")
                    .asException());
        }
        Scan scan = new Scan(request, filter, range);
        long until = nanos.getAsLong() + settings.dryRun().toNanos();
        return goOn(scan, until).map(done -> scan.preview()).onComplete(done -> running.decrementAndGet());
    }

    /** A block a turn; every turn begins on a fresh stack, as the counting is handed over. */
    private Future<Void> goOn(Scan scan, long until) {
        if (scan.isDone() || nanos.getAsLong() - until >= 0) {
            return Future.succeededFuture();
        }
        return reader.read(scan.partition(), scan.offset())
                .compose(read -> vertx.executeBlocking(
                        () -> {
                            scan.take(read);
                            return scan;
                        },
                        false))
                .compose(taken -> goOn(taken, until));
    }
}
