package dev.playhead.replay;

import dev.playhead.event.Fault;
import dev.playhead.event.Problem;
import dev.playhead.event.Refusal;
import dev.playhead.replay.job.Counts;
import dev.playhead.replay.job.Pace;
import dev.playhead.replay.job.ReplayIds;
import dev.playhead.replay.job.ReplayJob;
import dev.playhead.replay.job.ReplayJobs;
import dev.playhead.replay.job.ReplayRequest;
import dev.playhead.replay.job.ReplaySettings;
import dev.playhead.replay.job.ReplayState;
import dev.playhead.replay.job.Steering;
import dev.playhead.replay.target.Targets;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Makes jobs and starts them: checks the limits, freezes their ranges, stores them, lets them run. Any thread. */
final class Making {
    private static final int TRIES = 5;

    private final ReplaySettings settings;
    private final ReplayJobs jobs;
    private final Steering steering;
    private final Targets targets;
    private final Extents extents;
    private final LongSupplier clock;

    /** @param clock epoch milliseconds */
    Making(
            ReplaySettings settings,
            ReplayJobs jobs,
            Steering steering,
            Targets targets,
            Extents extents,
            LongSupplier clock) {
        this.settings = settings;
        this.jobs = jobs;
        this.steering = steering;
        this.targets = targets;
        this.extents = extents;
        this.clock = clock;
    }

    /** Creates a replay for {@link Replays#create}. */
    Future<Replays.Created> create(ReplayRequest request, String principal, @Nullable String key) {
        if (key == null) {
            return admit(principal)
                    .compose(admitted -> prepare(request, principal))
                    .compose(made -> make(made, TRIES))
                    .compose(made -> begin(made).map(job -> new Replays.Created(job, true)));
        }
        String id = ReplayIds.of(principal, key);
        return jobs.find(id)
                .compose(known -> known.isPresent()
                        ? again(known.get(), request)
                        : admit(principal)
                                .compose(admitted -> prepare(request, principal))
                                .compose(made -> make(made.apply(id), request)));
    }

    private Future<Replays.Created> again(ReplayJob known, ReplayRequest request) {
        return known.request().at(request.pace()).equals(request)
                ? Future.succeededFuture(new Replays.Created(known, false))
                : Future.failedFuture(new Refusal(
                                Problem.KEY_REUSED,
                                "Another request made the replay " + known.id() + " with this key",
                                Fault.inParameter("Idempotency-Key", "belongs to another request"))
                        .asException());
    }

    private Future<Replays.Created> make(ReplayJob job, ReplayRequest request) {
        return steering.make(job)
                .compose(first -> first
                        ? begin(job).map(begun -> new Replays.Created(begun, true))
                        : steering.find(job.id()).compose(known -> again(known, request)));
    }

    private Future<ReplayJob> make(Function<String, ReplayJob> made, int tries) {
        ReplayJob job = made.apply(
                ReplayIds.next(now(), () -> ThreadLocalRandom.current().nextInt()));
        return steering.make(job)
                .compose(first -> first || tries == 1 ? Future.succeededFuture(job) : make(made, tries - 1));
    }

    private Future<Void> admit(String principal) {
        return jobs.list().compose(all -> {
            List<ReplayJob> going =
                    all.stream().filter(job -> !job.state().hasEnded()).toList();
            long own = going.stream()
                    .filter(job -> job.principal().equals(principal))
                    .count();
            int most = settings.maxRunning();
            if (going.size() >= most) {
                return refuse(
                        Problem.OVER_QUOTA,
                        "The cluster has " + most + " unended replays, the maximum (replays.maxRunning)");
            }
            int mostOwn = settings.maxPerPrincipal();
            return principal.isEmpty() || own < mostOwn
                    ? Future.succeededFuture()
                    : refuse(
                            Problem.OVER_QUOTA,
                            principal + " has " + mostOwn + " unended replays, the maximum (replays.maxPerPrincipal)");
        });
    }

    private Future<Function<String, ReplayJob>> prepare(ReplayRequest request, String principal) {
        return extents.find(request).compose(range -> {
            Function<String, ReplayJob> made = id -> ReplayJob.made(id, now(), principal, request, range);
            return targets.check(made.apply("")).map(made);
        });
    }

    /** Starts a made job. If the start fails, the job exists all the same, and the sweeper will start it. */
    private Future<ReplayJob> begin(ReplayJob made) {
        return begin(made.id()).recover(later -> Future.succeededFuture(made));
    }

    Future<ReplayJob> begin(String id) {
        return steering.change(id, job -> {
                    if (job.state() != ReplayState.PENDING) {
                        return Future.succeededFuture(Optional.empty());
                    }
                    return firstRecorded(job).map(recorded -> Optional.of(job.start(now(), recorded)));
                })
                .compose(job -> job.range().isEmpty() && !job.state().hasEnded()
                        ? complete(job, 0)
                        : Future.succeededFuture(job));
    }

    /** Completes a job without a match among the scanned records. */
    Future<ReplayJob> complete(ReplayJob job, long scanned) {
        Counts counts = new Counts(scanned, 0, 0, 0, 0, 0, 0, 0);
        return steering.change(job.id(), known -> Future.succeededFuture(known.settled(counts, now())));
    }

    private Future<Long> firstRecorded(ReplayJob job) {
        return job.request().pace() instanceof Pace.Timeline
                ? extents.firstRecorded(
                        job.range().extents().stream().map(Extents::span).toList(),
                        job.range().recordedFrom(),
                        now())
                : Future.succeededFuture(0L);
    }

    private long now() {
        return clock.getAsLong();
    }

    private static <T> Future<T> refuse(Problem problem, String detail) {
        return Future.failedFuture(problem.because(detail).asException());
    }
}
