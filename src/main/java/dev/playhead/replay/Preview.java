package dev.playhead.replay;

import dev.playhead.replay.job.ReplayJob;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a dry run found would be sent to each target.
 *
 * @param range what it is about
 * @param scanned records looked at
 * @param sum of all that match
 * @param topics by name
 * @param types some, by name, the most frequent first of those that were met first
 * @param otherTypes of all types that are not told of one by one
 * @param lost offsets that can no longer be read
 * @param exact whether it was looked at to the end
 * @param duration how long it takes at its pace at least; null where only the consumer decides
 */
public record Preview(
        ReplayJob.Range range,
        long scanned,
        Sum sum,
        Map<String, Sum> topics,
        Map<String, Sum> types,
        Sum otherTypes,
        long lost,
        boolean exact,
        @Nullable Duration duration) {

    /** Events, and the bytes of their deliveries. */
    public record Sum(long events, long bytes) {
        static final Sum NONE = new Sum(0, 0);

        Sum plus(long moreBytes) {
            return new Sum(events + 1, bytes + moreBytes);
        }
    }
}
