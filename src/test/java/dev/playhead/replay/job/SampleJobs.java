package dev.playhead.replay.job;

import dev.playhead.delivery.request.StreamRequest;
import java.time.Duration;
import java.util.List;

/** Jobs for tests. */
public final class SampleJobs {
    private SampleJobs() {}

    public static ReplayRequest request(Pace pace, String... targets) {
        return new ReplayRequest(
                List.of("orders"),
                new ReplayRequest.Selection("\"earliest\"", "\"now\"", "[{\"prefix\":{\"type\":\"order.\"}}]"),
                StreamRequest.Order.TIME,
                pace,
                List.of(targets),
                ReplayRequest.Mode.REBUILD,
                Duration.ofHours(1),
                "after the fault");
    }

    /** One of two targets over 10 offsets of a partition. */
    public static ReplayJob made(String id, long now) {
        return ReplayJob.made(
                id,
                now,
                "alice",
                request(new Pace.Timeline(2.5), "billing", "search"),
                new ReplayJob.Range(List.of(new ReplayJob.Extent("orders", "T1", 0, 5, 15, 3)), Long.MIN_VALUE, now));
    }
}
