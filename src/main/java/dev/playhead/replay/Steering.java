package dev.playhead.replay;

import dev.playhead.event.Problem;
import dev.playhead.replay.job.ReplayJob;
import dev.playhead.replay.job.ReplayJobs;
import dev.playhead.replay.job.ReplayTarget;
import io.vertx.core.Future;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Changes jobs by compare-and-set: looks, decides, writes, and looks again where another was first. Any thread. */
final class Steering {
    private static final Logger LOG = LoggerFactory.getLogger(Steering.class);
    private static final int TRIES = 10;

    private final ReplayJobs jobs;
    private final ReplayMeters meters;
    private final ReplayTraces traces;

    Steering(ReplayJobs jobs, ReplayMeters meters, ReplayTraces traces) {
        this.jobs = jobs;
        this.meters = meters;
        this.traces = traces;
    }

    Future<ReplayJob> find(String id) {
        return jobs.find(id).compose(found -> found.map(Future::succeededFuture)
                .orElseGet(() -> Future.failedFuture(Problem.REPLAY_NOT_FOUND
                        .because("There is no replay " + id)
                        .asException())));
    }

    /**
     * Makes the job what {@code change} says, which may be asked several times; nothing leaves it as it is.
     *
     * @return as it is then; fails with {@code replay_not_found}, with what {@code change} throws or fails with, and with
     *     {@code busy}
     */
    Future<ReplayJob> change(String id, Function<ReplayJob, Future<Optional<ReplayJob>>> change) {
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
                                            .because("The replay " + id + " is being changed by others all the time")
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

    /** False where there is one of that id. */
    Future<Boolean> make(ReplayJob job) {
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
                    .addKeyValue("reason", after.reason())
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
