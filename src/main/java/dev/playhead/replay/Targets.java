package dev.playhead.replay;

import io.vertx.core.Future;

/** What serves the targets of jobs. Any thread; Futures complete on any thread. */
public interface Targets {
    /**
     * Whether such a job can be served, asked before it is made.
     *
     * @return fails with a {@link dev.playhead.event.RefusedException} that says why it cannot
     */
    default Future<Void> check(ReplayJob job) {
        return Future.succeededFuture();
    }

    /** From the places, as of now, and from what is being served. */
    Future<Progress> progress(ReplayJob job, String target);

    /** Forgets everything of all targets of a job: confirmations, attempts, leases, places, parked events. */
    Future<Void> forget(ReplayJob job);
}
