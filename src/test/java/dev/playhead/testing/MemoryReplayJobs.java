package dev.playhead.testing;

import dev.playhead.event.Problem;
import dev.playhead.replay.job.ReplayJob;
import dev.playhead.replay.job.ReplayJobs;
import io.vertx.core.Future;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;

/** Jobs in memory: twin of those that all nodes share. Any thread; Futures are complete when they are returned. */
public final class MemoryReplayJobs implements ReplayJobs {
    private final Map<String, ReplayJob> jobs = new LinkedHashMap<>();
    private final List<BiConsumer<String, Optional<ReplayJob>>> watchers = new CopyOnWriteArrayList<>();
    private boolean available = true;
    private int losses;

    /** Takes the store away, or gives it back. */
    public synchronized void available(boolean on) {
        available = on;
    }

    /** The next so many changes find that another was first. */
    public synchronized void lose(int times) {
        losses = times;
    }

    @Override
    public synchronized Future<List<ReplayJob>> list() {
        return available ? Future.succeededFuture(List.copyOf(jobs.values())) : away();
    }

    @Override
    public synchronized Future<Optional<ReplayJob>> find(String id) {
        return available ? Future.succeededFuture(Optional.ofNullable(jobs.get(id))) : away();
    }

    @Override
    public synchronized Future<Boolean> put(ReplayJob job) {
        if (!available) {
            return away();
        }
        ReplayJob known = jobs.get(job.id());
        if (losses-- > 0 || job.epoch() != (known == null ? 1 : known.epoch() + 1)) {
            return Future.succeededFuture(false);
        }
        jobs.put(job.id(), job);
        watchers.forEach(watcher -> watcher.accept(job.id(), Optional.of(job)));
        return Future.succeededFuture(true);
    }

    @Override
    public synchronized Future<Boolean> remove(ReplayJob job) {
        if (!available) {
            return away();
        }
        ReplayJob known = jobs.get(job.id());
        if (known == null || known.epoch() != job.epoch()) {
            return Future.succeededFuture(false);
        }
        jobs.remove(job.id());
        watchers.forEach(watcher -> watcher.accept(job.id(), Optional.empty()));
        return Future.succeededFuture(true);
    }

    @Override
    public Runnable watch(BiConsumer<String, Optional<ReplayJob>> watcher) {
        watchers.add(watcher);
        return () -> watchers.remove(watcher);
    }

    private static <T> Future<T> away() {
        return Future.failedFuture(
                Problem.UNAVAILABLE.because("the jobs are away").asException());
    }
}
