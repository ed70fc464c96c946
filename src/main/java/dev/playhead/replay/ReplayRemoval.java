package dev.playhead.replay;

import dev.playhead.event.Problem;
import dev.playhead.event.RefusedException;
import dev.playhead.replay.job.Progress;
import dev.playhead.replay.job.ReplayJob;
import dev.playhead.replay.job.ReplayJobs;
import dev.playhead.replay.job.ReplayState;
import dev.playhead.replay.job.Steering;
import dev.playhead.replay.target.Targets;
import io.vertx.core.Future;

/** Removes jobs that have ended, with everything that their targets keep. Any thread. */
final class ReplayRemoval {
    private final ReplayJobs jobs;
    private final Steering steering;
    private final Targets targets;

    ReplayRemoval(ReplayJobs jobs, Steering steering, Targets targets) {
        this.jobs = jobs;
        this.steering = steering;
        this.targets = targets;
    }

    /**
     * Deletes an ended replay with the state of its targets. Fails with {@code replay_state} before its end, and with
     * {@code group_in_use} while a target has connections: these could write deleted state again.
     */
    Future<Void> remove(String id) {
        return steering.find(id)
                .compose(job -> {
                    if (!job.state().hasEnded()) {
                        return Future.failedFuture(job.refusal("deleted: cancel it first"));
                    }
                    // A resume meanwhile would run a failed replay without its deleted confirmations
                    return job.state() == ReplayState.FAILED
                            ? steering.steer(id, ReplayJob::cancel).compose(targets::heeded)
                            : Future.succeededFuture(job);
                })
                .compose(job -> left(job).compose(left -> targets.forget(job)).compose(gone -> jobs.remove(job)))
                .mapEmpty();
    }

    private Future<Void> left(ReplayJob job) {
        return Future.all(job.targets().stream()
                        .map(target -> targets.progress(job, target.name()))
                        .toList())
                .map(all -> {
                    all.<Progress>list().stream()
                            .filter(progress -> progress.connections() > 0)
                            .findFirst()
                            .ifPresent(progress -> {
                                throw inUse(job, progress);
                            });
                    return null;
                });
    }

    private static RefusedException inUse(ReplayJob job, Progress progress) {
        return Problem.GROUP_IN_USE
                .because("The target " + progress.target() + " of the replay " + job.id() + " has "
                        + progress.connections() + " connections, or had until a moment ago: close them first")
                .asException();
    }
}
