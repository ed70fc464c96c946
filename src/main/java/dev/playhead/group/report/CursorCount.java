package dev.playhead.group.report;

import dev.playhead.event.EventFilter;
import dev.playhead.event.OffsetRange;
import dev.playhead.event.Partition;
import dev.playhead.log.Block;
import dev.playhead.log.LogReader;
import dev.playhead.log.Read;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Counts the events that a move of a group's cursor delivers again or passes. It reads a block at a time, and stops after a
 * number of records. Owned by one call; the counting runs on worker threads.
 */
final class CursorCount {
    private final Vertx vertx;
    private final LogReader reader;
    private final EventFilter filter;
    private final Map<Partition, Set<Long>> parked;
    private final Map<Partition, Long> counts = new HashMap<>();
    private int budget;

    /**
     * @param parked the parked events; a move leaves them parked
     * @param budget the maximum of records to read
     */
    CursorCount(Vertx vertx, LogReader reader, EventFilter filter, Map<Partition, Set<Long>> parked, int budget) {
        this.vertx = vertx;
        this.reader = reader;
        this.filter = filter;
        this.parked = parked;
        this.budget = budget;
    }

    /**
     * @param events of each partition, delivered again by a move back, passed by a move forward
     * @param isWhole whether the count read all of the ranges
     */
    record Counts(Map<Partition, Long> events, boolean isWhole) {}

    Future<Counts> count(List<CursorStep> steps) {
        Future<Void> counted = Future.succeededFuture();
        for (CursorStep step : steps) {
            OffsetRange range = step.range();
            counts.put(step.partition(), 0L);
            counted = counted.compose(done -> goOn(step, range.from(), range.to()));
        }
        return counted.map(done -> new Counts(counts, budget > 0));
    }

    private Future<Void> goOn(CursorStep step, long from, long end) {
        if (from >= end || budget <= 0) {
            return Future.succeededFuture();
        }
        return reader.read(step.partition(), from)
                .compose(read -> vertx.executeBlocking(() -> next(step, read, from, end), false))
                .compose(next -> goOn(step, next, end));
    }

    private long next(CursorStep step, Read read, long from, long end) {
        if (read instanceof Read.Loaded loaded) {
            count(step, loaded.block(), from, end);
        }
        return read.next(from);
    }

    private void count(CursorStep step, Block block, long from, long end) {
        Set<Long> stays = parked.getOrDefault(step.partition(), Set.of());
        long events = 0;
        for (int row = block.indexOf(from); row < block.count() && block.offset(row) < end; row++) {
            long offset = block.offset(row);
            budget--;
            boolean isConcerned = step.before().isSettled(offset) == step.isBack() && !stays.contains(offset);
            events += isConcerned && filter.matches(block.attributes(row)) ? 1 : 0;
        }
        counts.merge(step.partition(), events, Long::sum);
    }
}
