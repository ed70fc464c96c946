package dev.playhead.ws;

import dev.playhead.delivery.request.StreamRequest;
import dev.playhead.log.Topic;
import dev.playhead.replay.job.Counts;
import dev.playhead.replay.job.Pace;
import dev.playhead.replay.job.ReplayJob;
import dev.playhead.replay.job.ReplayJobs;
import dev.playhead.replay.job.ReplayRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/** Makes jobs and steers them, as the service does that has no part in these tests. */
final class TargetJobs {
    final ReplayJobs jobs;
    private String filter = "[]";
    private StreamRequest.Order order = StreamRequest.Order.PARTITION;
    private Pace pace = new Pace.Full();
    private ReplayRequest.Mode mode = ReplayRequest.Mode.REBUILD;
    private long recordedFrom = Long.MIN_VALUE;
    private long recordedBefore = Long.MAX_VALUE;

    TargetJobs(ReplayJobs jobs) {
        this.jobs = jobs;
    }

    TargetJobs filter(String json) {
        filter = json;
        return this;
    }

    TargetJobs byTime() {
        order = StreamRequest.Order.TIME;
        return this;
    }

    TargetJobs at(Pace how) {
        pace = how;
        return this;
    }

    TargetJobs repairing() {
        mode = ReplayRequest.Mode.REPAIR;
        return this;
    }

    TargetJobs window(long from, long before) {
        recordedFrom = from;
        recordedBefore = before;
        return this;
    }

    /** Of each partition the same offsets. */
    static List<ReplayJob.Extent> extents(Topic topic, long from, long to) {
        return IntStream.range(0, topic.partitions())
                .mapToObj(each -> new ReplayJob.Extent(topic.name(), topic.id(), each, from, to, 0))
                .toList();
    }

    ReplayJob made(String id, List<ReplayJob.Extent> extents, String... targets) {
        List<String> topics = extents.stream().map(ReplayJob.Extent::topic).toList();
        ReplayRequest request = new ReplayRequest(
                topics,
                new ReplayRequest.Selection("\"earliest\"", "\"now\"", filter),
                order,
                pace,
                List.of(targets),
                mode,
                Duration.ofHours(1),
                "");
        long now = System.currentTimeMillis();
        return ReplayJob.made(
                id, now, "", request, new ReplayJob.Range(new ArrayList<>(extents), recordedFrom, recordedBefore));
    }

    /** Makes and starts one. */
    void run(String id, List<ReplayJob.Extent> extents, String... targets) {
        ReplayJob made = made(id, extents, targets);
        StreamFixture.await(jobs.put(made));
        StreamFixture.await(jobs.put(made.start(System.currentTimeMillis(), 0)));
    }

    void change(String id, UnaryOperator<ReplayJob> change) {
        ReplayJob now = find(id);
        if (!StreamFixture.await(jobs.put(change.apply(now)))) {
            change(id, change);
        }
    }

    ReplayJob find(String id) {
        return StreamFixture.await(jobs.find(id)).orElseThrow();
    }

    Counts end(String id, String target) {
        Counts end = find(id).target(target).orElseThrow().end();
        if (end == null) {
            throw new AssertionError(target + " has not ended");
        }
        return end;
    }
}
