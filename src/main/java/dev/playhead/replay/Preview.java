package dev.playhead.replay;

import dev.playhead.replay.job.ReplayJob;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Holds the result of a dry run: the events that each target would get.
 *
 * @param scanned the number of records that the dry run read
 * @param lost the number of offsets that are no longer readable
 * @param exact whether the dry run read the whole range
 * @param duration the shortest time at the requested pace; null without a pace
 */
public record Preview(
        ReplayJob.Range range,
        long scanned,
        Sums sums,
        long lost,
        boolean exact,
        @Nullable Duration duration) {

    /**
     * The matching events.
     *
     * @param types the types that the dry run met first, the most frequent first
     * @param otherTypes of the types beyond those
     */
    public record Sums(Sum all, Map<String, Sum> topics, Map<String, Sum> types, Sum otherTypes) {}

    /** Events, and the bytes of their deliveries. */
    public record Sum(long events, long bytes) {
        static final Sum NONE = new Sum(0, 0);

        Sum plus(long moreBytes) {
            return new Sum(events + 1, bytes + moreBytes);
        }
    }
}
