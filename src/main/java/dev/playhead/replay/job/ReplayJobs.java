package dev.playhead.replay.job;

import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * Keeps the jobs for all nodes, and beyond their restarts. Any thread; Futures complete on any thread, and fail with
 * {@code unavailable} while the journal is unavailable or not read yet.
 */
public interface ReplayJobs {
    /** Lists all jobs in no order; a job with an unwritten change is listed with that change. */
    Future<List<ReplayJob>> list();

    Future<Optional<ReplayJob>> find(String id);

    /**
     * Makes the job (epoch 1, without an existing job of its id) or changes it (its epoch is one above that of the
     * existing job).
     *
     * @return true when it is stored; false if another change was first. After a failure it may be stored or not; after
     *     {@code too_large} it is not
     */
    Future<Boolean> put(ReplayJob job);

    /** Returns the name of the node that holds the job of that id; empty if unknown. Does not fail. */
    default Future<String> owner(String id) {
        return Future.succeededFuture("");
    }

    /** Removes the job; completes with false if the existing job has another epoch, or no job exists. */
    Future<Boolean> remove(ReplayJob job);

    /**
     * Reports every change of any node from now on, one call at a time, on any thread: the job's id and the job, or
     * empty for a removed job. Run the result to end the watch.
     */
    Runnable watch(BiConsumer<String, Optional<ReplayJob>> watcher);
}
