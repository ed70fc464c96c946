package dev.playhead.replay;

import dev.playhead.event.EventFilter;
import dev.playhead.log.LogReader;
import dev.playhead.log.Read;
import dev.playhead.replay.job.ReplayJob;
import dev.playhead.replay.job.ReplayRequest;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * Scans the ranges of unattended jobs for their first match, a part at a time, because a job without a match would wait
 * for ever. A frequent match is found in the first block. One sweep at a time calls it; the counting runs on worker
 * threads.
 */
final class Vacancies {
    private final Vertx vertx;
    private final LogReader reader;
    private final Function<ReplayRequest, EventFilter> filters;
    private final LongSupplier nanos;
    private final long patience;
    private volatile long until;

    /** The scans of a few running jobs, by job. */
    private final Map<String, Scan> looked = new HashMap<>();

    /** @param patience the maximum time of all scans of one sweep, in nanoseconds */
    Vacancies(
            Vertx vertx,
            LogReader reader,
            Function<ReplayRequest, EventFilter> filters,
            LongSupplier nanos,
            long patience) {
        this.vertx = vertx;
        this.reader = reader;
        this.filters = filters;
        this.nanos = nanos;
        this.patience = patience;
    }

    /**
     * Counts the records of the job's range if the job wants none of them; -1 for a job that wants some, or an
     * unfinished scan.
     */
    Future<Long> unwanted(ReplayJob job) {
        Scan scan;
        synchronized (this) {
            scan = looked.computeIfAbsent(
                    job.id(), any -> new Scan(job.request(), filters.apply(job.request()), job.range()));
        }
        return goOn(scan).map(done -> scan.isDone() && !scan.any() ? scan.scanned() : -1L);
    }

    /** A sweep begins: forgets all other jobs. */
    void begin(Set<String> jobs) {
        until = nanos.getAsLong() + patience;
        synchronized (this) {
            looked.keySet().retainAll(jobs);
        }
    }

    private Future<Void> goOn(Scan scan) {
        if (scan.any() || scan.isDone() || nanos.getAsLong() - until >= 0) {
            return Future.succeededFuture();
        }
        return reader.read(scan.partition(), scan.offset())
                .compose(read -> isUnseen(read, scan) ? Future.succeededFuture() : take(scan, read));
    }

    private Future<Void> take(Scan scan, Read read) {
        return vertx.executeBlocking(
                        () -> {
                            scan.take(read);
                            return scan;
                        },
                        false)
                .compose(taken -> goOn(scan));
    }

    /**
     * Returns whether this node has seen less of the log than the node that froze the range: unseen events may match.
     */
    private static boolean isUnseen(Read read, Scan scan) {
        return read instanceof Read.AtEnd || read instanceof Read.Lost lost && lost.to() <= scan.offset();
    }
}
