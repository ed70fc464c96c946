package dev.playhead.replay;

import dev.playhead.delivery.Delivery;
import dev.playhead.delivery.Range;
import dev.playhead.event.OffsetRange;
import dev.playhead.event.Partition;
import dev.playhead.log.LogReader;
import dev.playhead.log.Read;
import dev.playhead.log.Topic;
import dev.playhead.replay.job.ReplayJob;
import dev.playhead.replay.job.ReplayRequest;
import dev.playhead.replay.job.ReplayRequests;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * Finds the range of a request in the log and freezes it, and finds the recorded time of its first event. Any thread.
 */
final class Extents {
    private final Delivery delivery;
    private final LogReader reader;

    Extents(Delivery delivery, LogReader reader) {
        this.delivery = delivery;
        this.reader = reader;
    }

    /** Fails with a {@link dev.playhead.event.RefusedException}, {@code topic_not_found} among others. */
    Future<ReplayJob.Range> find(ReplayRequest request) {
        return delivery.range(request.topics(), ReplayRequests.from(request), ReplayRequests.to(request))
                .map(Extents::frozen);
    }

    private static ReplayJob.Range frozen(Range range) {
        Map<String, String> ids = range.topics().stream().collect(Collectors.toMap(Topic::name, Topic::id));
        boolean none = range.recordedFrom() >= range.recordedBefore();
        List<ReplayJob.Extent> extents = range.spans().stream()
                .map(span -> new ReplayJob.Extent(
                        span.partition().topic(),
                        Objects.requireNonNull(ids.get(span.partition().topic())),
                        span.partition().index(),
                        span.offsets().from(),
                        none ? span.offsets().from() : span.offsets().to(),
                        span.leaderEpoch()))
                .toList();
        return new ReplayJob.Range(extents, range.recordedFrom(), range.recordedBefore());
    }

    static Range.Span span(ReplayJob.Extent extent) {
        return new Range.Span(extent.at(), new OffsetRange(extent.from(), extent.to()), extent.leaderEpoch());
    }

    /**
     * Finds the recorded time of the first record at or behind these starts, in epoch milliseconds; {@code none}
     * without one.
     */
    Future<Long> firstRecorded(List<Range.Span> spans, long notBefore, long none) {
        List<Future<Long>> firsts = spans.stream()
                .filter(span -> !span.offsets().isEmpty())
                .map(span -> first(span.partition(), span.offsets(), true))
                .toList();
        return Future.all(firsts).map(all -> {
            long least = firsts.stream().mapToLong(Future::result).min().orElse(Long.MAX_VALUE);
            return least == Long.MAX_VALUE ? none : Math.max(least, notBefore);
        });
    }

    private Future<Long> first(Partition partition, OffsetRange offsets, boolean again) {
        return reader.read(partition, offsets.from()).compose(read -> {
            if (read instanceof Read.Loaded loaded) {
                int at = loaded.block().indexOf(offsets.from());
                return Future.succeededFuture(
                        at < loaded.block().count()
                                        && offsets.contains(loaded.block().offset(at))
                                ? loaded.block().recorded(at)
                                : Long.MAX_VALUE);
            }
            return again && read instanceof Read.Lost lost && lost.to() > offsets.from() && lost.to() < offsets.to()
                    ? first(partition, new OffsetRange(lost.to(), offsets.to()), false)
                    : Future.succeededFuture(Long.MAX_VALUE);
        });
    }
}
