package dev.playhead.replay.target;

import dev.playhead.event.Position;
import dev.playhead.event.Problem;
import dev.playhead.group.GroupSpec;
import dev.playhead.replay.job.Counts;
import dev.playhead.replay.job.Progress;
import dev.playhead.replay.job.ReplayJob;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Targets as a test says they are: how far, how many attend them, whether they can be told. Any thread. */
public final class FakeTargets implements Targets {
    private final Map<String, Progress> progress = new ConcurrentHashMap<>();
    private final Set<String> forgotten = ConcurrentHashMap.newKeySet();
    private volatile boolean available = true;

    public void available(boolean on) {
        available = on;
    }

    /** Says how far a target is, of whichever job. */
    public void set(Progress now) {
        progress.put(now.target(), now);
    }

    public Set<String> forgotten() {
        return forgotten;
    }

    @Override
    public Future<Progress> progress(ReplayJob job, String target) {
        if (!available) {
            return Future.failedFuture(
                    Problem.UNAVAILABLE.because("the targets are away").asException());
        }
        return Future.succeededFuture(progress.getOrDefault(target, none(job, target)));
    }

    private static Progress none(ReplayJob job, String target) {
        List<Position> cursor = job.range().extents().stream()
                .map(each -> new Position(each.topic(), each.partition(), each.from()))
                .toList();
        long left = job.range().extents().stream()
                .mapToLong(each -> each.to() - each.from())
                .sum();
        return new Progress(target, Counts.NONE, 0, left, 0, 0, left == 0, new Progress.Place("t", cursor));
    }

    @Override
    public Future<GroupSpec> spec(String group) {
        return Future.failedFuture(Problem.GROUP_NOT_FOUND.because(group).asException());
    }

    @Override
    public Future<Void> forget(ReplayJob job) {
        if (!available) {
            return Future.failedFuture(
                    Problem.UNAVAILABLE.because("the targets are away").asException());
        }
        forgotten.add(job.id());
        return Future.succeededFuture();
    }
}
