package dev.playhead.replay.job;

import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * Keeps the jobs: one truth for all nodes that outlives them all. Any thread; Futures complete on any thread, and fail
 * with {@code unavailable} while the journal is away or has not been read yet.
 */
public interface ReplayJobs {
    /** Lists all jobs in no order; a job with an unwritten change is listed with that change. */
    Future<List<ReplayJob>> list();

    Future<Optional<ReplayJob>> find(String id);

    /**
     * Makes the job (epoch 1: there is none of its id) or changes it (its epoch is one above that of the one that is
     * there).
     *
     * @return true once it is kept for good; false where another was first. Failed, it is kept or not; with {@code
     *     too_large}, it is not
     */
    Future<Boolean> put(ReplayJob job);

    /** The name of the node that holds the job of that id; empty where nobody says. Does not fail. */
    default Future<String> owner(String id) {
        return Future.succeededFuture("");
    }

    /** Takes the job away; false where the one that is there has another epoch, or there is none. */
    Future<Boolean> remove(ReplayJob job);

    /**
     * Tells of every change from now on, whichever node makes it, one call at a time, on any thread: the job's id and what
     * it is now, or nothing where it was removed. Give up by running what is returned.
     */
    Runnable watch(BiConsumer<String, Optional<ReplayJob>> watcher);
}
