package dev.playhead.replay.job;

import dev.playhead.event.Problem;
import dev.playhead.tracing.Traces;
import io.vertx.core.Future;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Changes jobs by compare-and-set: reads, decides, writes, and reads again if another change was first. Any thread. */
public final class Steering {
    private static final Logger LOG = LoggerFactory.getLogger(Steering.class);
    private static final int TRIES = 10;

    private final ReplayJobs jobs;
    private final ReplayMeters meters;
    private final ReplayTraces traces;
    private final LongSupplier clock;

    /** @param clock epoch milliseconds */
    public Steering(ReplayJobs jobs, ReplayMeters meters, Traces traces, LongSupplier clock) {
        this.jobs = jobs;
        this.meters = meters;
        this.traces = new ReplayTraces(traces, jobs);
        this.clock = clock;
    }

    /** Finds the job; fails with {@code replay_not_found} without one. */
    public Future<ReplayJob> find(String id) {
        return jobs.find(id).compose(found -> found.map(Future::succeededFuture)
                .orElseGet(() -> Future.failedFuture(Problem.REPLAY_NOT_FOUND
                        .because("The replay " + id + " does not exist")
                        .asException())));
    }

    /**
     * Changes the job by {@code change}, which may run several times; an empty result leaves the job unchanged.
     *
     * @return the job after the change; fails with {@code replay_not_found}, with the failure of {@code change}, and
     *     with {@code busy}
     */
    public Future<ReplayJob> change(String id, Function<ReplayJob, Future<Optional<ReplayJob>>> change) {
        return change(id, change, TRIES);
    }

    private Future<ReplayJob> change(String id, Function<ReplayJob, Future<Optional<ReplayJob>>> change, int tries) {
        return find(id).compose(before -> change.apply(before)
                .compose(after -> after.isEmpty()
                        ? Future.succeededFuture(before)
                        : put(before, after.get()).compose(first -> {
                            if (first) {
                                return Future.succeededFuture(after.get());
                            }
                            return tries > 1
                                    ? change(id, change, tries - 1)
                                    : Future.failedFuture(Problem.BUSY
                                            .because("Other callers keep changing the replay " + id + ": try again")
                                            .asException());
                        })));
    }

    private Future<Boolean> put(ReplayJob before, ReplayJob after) {
        return jobs.put(after).onSuccess(first -> {
            if (first) {
                log(before, after);
                traces.changed(before, after);
            }
            if (first && before.state() != after.state()) {
                meters.ended(after.state());
            }
        });
    }

    /** Changes a job like {@link #change}, by a step of its state at the time of the clock. */
    public Future<ReplayJob> steer(String id, BiFunction<ReplayJob, Long, ReplayJob> step) {
        return change(id, job -> Future.succeededFuture(Optional.of(step.apply(job, clock.getAsLong()))));
    }

    /**
     * Ends a target with all cursors at their ends, and written. A repeated call, or a call for an ended job, changes
     * nothing.
     *
     * @param loss the reason for a lost part of the range; empty without a loss
     * @return completes when the job is changed
     */
    public Future<Void> settled(String id, String target, Counts counts, String loss) {
        return change(id, job -> Future.succeededFuture(job.settled(target, counts, loss, clock.getAsLong())))
                .mapEmpty();
    }

    /** Fails a target without a connection for too long. */
    public Future<Void> abandon(String id, String target) {
        return change(id, job -> Future.succeededFuture(job.failed(target, ReplayJob.ABANDONED, clock.getAsLong())))
                .onSuccess(changed -> {
                    if (changed.target(target)
                            .filter(each -> each.state() == ReplayTarget.State.FAILED)
                            .isPresent()) {
                        meters.abandoned();
                    }
                })
                .mapEmpty();
    }

    /** Makes the job; completes with false if a job of that id exists. */
    public Future<Boolean> make(ReplayJob job) {
        return jobs.put(job).onSuccess(first -> {
            if (first) {
                LOG.atInfo()
                        .addKeyValue("replay", job.id())
                        .addKeyValue("epoch", job.epoch())
                        .addKeyValue("principal", job.principal())
                        .addKeyValue("request", job.request().toString())
                        .log("replay created");
            }
        });
    }

    private static void log(ReplayJob before, ReplayJob after) {
        if (before.state() != after.state()) {
            LOG.atInfo()
                    .addKeyValue("replay", after.id())
                    .addKeyValue("epoch", after.epoch())
                    .addKeyValue("state", after.state().word())
                    .addKeyValue("before", before.state().word())
                    .addKeyValue("reason", after.life().reason())
                    .log("the replay changed its state");
        }
        for (ReplayTarget target : after.targets()) {
            before.target(target.name())
                    .filter(was -> was.state() != target.state())
                    .ifPresent(was -> LOG.atInfo()
                            .addKeyValue("replay", after.id())
                            .addKeyValue("target", target.name())
                            .addKeyValue("epoch", after.epoch())
                            .addKeyValue("state", target.state().word())
                            .addKeyValue("before", was.state().word())
                            .addKeyValue("reason", target.reason())
                            .log("the target changed its state"));
        }
        if (!before.request().pace().equals(after.request().pace())) {
            LOG.atInfo()
                    .addKeyValue("replay", after.id())
                    .addKeyValue("epoch", after.epoch())
                    .addKeyValue("pace", after.request().pace().toString())
                    .log("the replay changed its pace");
        }
    }
}
