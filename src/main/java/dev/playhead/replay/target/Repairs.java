package dev.playhead.replay.target;

import dev.playhead.event.Fault;
import dev.playhead.event.Problem;
import dev.playhead.event.Refusal;
import dev.playhead.event.RefusedException;
import dev.playhead.log.LogReader;
import dev.playhead.log.Read;
import dev.playhead.replay.job.ReplayJob;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;

/**
 * Checks the range of a repair: it must not begin before the kept confirmations. Before them, processed events look
 * like unconfirmed ones. Any thread.
 */
public final class Repairs {
    private final TargetSpecs specs;
    private final LogReader reader;
    private final Duration retention;
    private final LongSupplier clock;

    /**
     * @param retention the time for which confirmations are kept
     * @param clock epoch milliseconds
     */
    public Repairs(TargetSpecs specs, LogReader reader, Duration retention, LongSupplier clock) {
        this.specs = specs;
        this.reader = reader;
        this.retention = retention;
        this.clock = clock;
    }

    /** Returns the time for which confirmations are certainly remembered, in milliseconds. */
    long remembered() {
        return retention.toMillis();
    }

    Future<Void> check(ReplayJob job) {
        List<String> targets = job.request().targets();
        List<Future<Void>> groups = IntStream.range(0, targets.size())
                .mapToObj(index -> group(targets.get(index), index))
                .toList();
        long earliest = clock.getAsLong() - remembered();
        List<Future<Void>> extents = job.range().recordedFrom() >= earliest
                ? List.of()
                : job.range().extents().stream()
                        .filter(each -> !each.isEmpty())
                        .map(each -> reachesBack(each, each.from(), earliest))
                        .toList();
        return Future.all(groups).compose(all -> Future.all(extents)).mapEmpty();
    }

    private Future<Void> group(String target, int index) {
        return specs.group(target)
                .compose(group -> group.isPresent()
                        ? Future.succeededFuture()
                        : Future.failedFuture(
                                refusal("/targets/" + index, "is not a group: a repair needs an existing group")));
    }

    private Future<Void> reachesBack(ReplayJob.Extent extent, long offset, long earliest) {
        return reader.read(extent.at(), offset).compose(read -> {
            if (read instanceof Read.Lost lost && lost.to() > offset && lost.to() < extent.to()) {
                return reachesBack(extent, lost.to(), earliest);
            }
            if (!(read instanceof Read.Loaded loaded)) {
                return Future.succeededFuture();
            }
            int row = loaded.block().indexOf(offset);
            if (row == loaded.block().count()) {
                return loaded.block().next() < extent.to()
                        ? reachesBack(extent, loaded.block().next(), earliest)
                        : Future.succeededFuture();
            }
            long recorded = loaded.block().recorded(row);
            return recorded >= earliest || loaded.block().offset(row) >= extent.to()
                    ? Future.succeededFuture()
                    : Future.failedFuture(refusal(
                            "/from",
                            "reaches back to " + Instant.ofEpochMilli(recorded) + " in " + extent.at()
                                    + ", but Redis keeps the group's confirmations for " + retention
                                    + " (confirmations.retention): the earliest is {\"time\":\""
                                    + Instant.ofEpochMilli(earliest) + "\"}"));
        });
    }

    private static RefusedException refusal(String pointer, String detail) {
        return new Refusal(Problem.INVALID_REQUEST, "The repair is not possible", Fault.at(pointer, detail))
                .asException();
    }
}
