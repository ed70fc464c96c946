package dev.playhead.replay.target;

import dev.playhead.group.GroupSpec;
import dev.playhead.replay.job.Progress;
import dev.playhead.replay.job.ReplayJob;
import io.vertx.core.Future;

/** Serves the targets of jobs. Any thread; Futures complete on any thread. */
public interface Targets {
    /**
     * Checks a job before its creation.
     *
     * @return fails with a {@link dev.playhead.event.RefusedException} that says why it cannot
     */
    default Future<Void> check(ReplayJob job) {
        return Future.succeededFuture();
    }

    /** Succeeds once every node that answers serves the job's targets as it now is, and no other way. */
    default Future<Void> heed(ReplayJob job) {
        return Future.succeededFuture();
    }

    /** Passes a change on like {@link #heed}, and returns the job, also after a node did not answer. */
    default Future<ReplayJob> heeded(ReplayJob job) {
        return heed(job).transform(asked -> Future.succeededFuture(job));
    }

    /** Reports the progress from the cursors as of now, and from the served partitions. */
    Future<Progress> progress(ReplayJob job, String target);

    /** Returns the reason, in words, for a lost part of a settled target's range; empty without a loss. */
    default Future<String> loss(ReplayJob job, String target) {
        return Future.succeededFuture("");
    }

    /**
     * Returns the specification of the target that the group of that name serves.
     *
     * @return fails with {@code group_not_found} without such a target
     */
    Future<GroupSpec> spec(String group);

    /** Forgets everything of all targets of a job: confirmations, attempts, leases, places, parked events. */
    Future<Void> forget(ReplayJob job);
}
