package dev.playhead.replay;

import dev.playhead.event.Problem;
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

    Steering(ReplayJobs jobs, ReplayMeters meters) {
        this.jobs = jobs;
        this.meters = meters;
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
            if (first && before.state() != after.state()) {
                log(before.state(), after);
                meters.ended(after.state());
            }
        });
    }

    /** False where there is one of that id. */
    Future<Boolean> make(ReplayJob job) {
        return jobs.put(job).onSuccess(first -> {
            if (first) {
                LOG.info("replay={} made by={} request={}", job.id(), job.principal(), job.request());
            }
        });
    }

    private static void log(ReplayState before, ReplayJob after) {
        LOG.info(
                "replay={} epoch={} state={} before={} reason={}",
                after.id(),
                after.epoch(),
                after.state().word(),
                before.word(),
                after.reason());
    }
}
