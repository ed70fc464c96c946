package dev.playhead.replay;

import dev.playhead.replay.job.Progress;
import dev.playhead.replay.job.ReplayJob;
import dev.playhead.replay.job.ReplayJobs;
import dev.playhead.replay.job.ReplayMeters;
import dev.playhead.replay.job.ReplaySettings;
import dev.playhead.replay.job.ReplayState;
import dev.playhead.replay.job.ReplayTarget;
import dev.playhead.replay.job.Steering;
import dev.playhead.replay.target.Targets;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sweeps jobs: starts pending ones, completes those that are settled or have no match, fails targets without a
 * consumer, and removes jobs that ended long ago. One sweep at a time, on the thread of the last answer.
 */
final class Sweeper {
    private static final Logger LOG = LoggerFactory.getLogger(Sweeper.class);

    /** The part of a node's time, as a divisor, for the scan of unattended targets. */
    static final int LOOKING = 4;

    private static final Duration STILL = Duration.ofMinutes(1);

    private final ReplaySettings settings;
    private final ReplayJobs jobs;
    private final Steering steering;
    private final Making making;
    private final ReplayRemoval removal;
    private final Targets targets;
    private final Vacancies vacancies;
    private final ReplayMeters meters;
    private final Predicate<String> mine;
    private final LongSupplier nanos;
    private final AtomicBoolean sweeping = new AtomicBoolean();

    /** The last time at which a consumer attended each target of this node; one sweep after the other. */
    private final Map<Watched, Long> attended = new HashMap<>();

    private final Stalls stalls = new Stalls(STILL);

    private record Watched(String job, String target) {}

    Sweeper(
            ReplaySettings settings,
            ReplayJobs jobs,
            Steering steering,
            Making making,
            ReplayRemoval removal,
            Targets targets,
            Vacancies vacancies,
            ReplayMeters meters,
            Predicate<String> mine,
            LongSupplier nanos) {
        this.settings = settings;
        this.jobs = jobs;
        this.steering = steering;
        this.making = making;
        this.removal = removal;
        this.targets = targets;
        this.vacancies = vacancies;
        this.meters = meters;
        this.mine = mine;
        this.nanos = nanos;
    }

    /** Skipped while the last one goes on. */
    void sweep() {
        if (!sweeping.compareAndSet(false, true)) {
            return;
        }
        jobs.list()
                .compose(this::look)
                .onFailure(away ->
                        LOG.atDebug().addKeyValue("reason", away.toString()).log("the sweep of replays failed"))
                .onComplete(over -> sweeping.set(false));
    }

    private Future<Void> look(List<ReplayJob> all) {
        meters.known(all);
        List<ReplayJob> own = all.stream().filter(job -> mine.test(job.id())).toList();
        Set<String> running = own.stream()
                .filter(job -> job.state() == ReplayState.RUNNING)
                .map(ReplayJob::id)
                .collect(Collectors.toSet());
        synchronized (attended) {
            attended.keySet().removeIf(watched -> !running.contains(watched.job()));
        }
        vacancies.begin(own.stream()
                .filter(job -> !job.state().hasEnded())
                .map(ReplayJob::id)
                .collect(Collectors.toSet()));
        stalls.keep(going(own)::contains);
        Future<Void> swept = Future.succeededFuture();
        for (ReplayJob job : own) {
            if (!job.state().hasEnded()) {
                swept = swept.compose(before -> quietly(job, look(job)));
            }
        }
        return swept.onSuccess(looked -> meters.stalled(stalls.count())).compose(before -> prune(all));
    }

    private static Set<Stalls.Target> going(List<ReplayJob> own) {
        return own.stream()
                .filter(job -> job.state() == ReplayState.RUNNING)
                .flatMap(job -> job.targets().stream()
                        .filter(target -> target.state() == ReplayTarget.State.RUNNING)
                        .map(target -> new Stalls.Target(job.id(), target.name())))
                .collect(Collectors.toSet());
    }

    private Future<?> look(ReplayJob job) {
        if (job.state() == ReplayState.PENDING) {
            return making.begin(job.id());
        }
        if (job.range().isEmpty()) {
            return making.complete(job, 0);
        }
        List<Future<Boolean>> vacant = job.targets().stream()
                .filter(target -> target.state() == ReplayTarget.State.RUNNING)
                .map(target -> look(job, target))
                .toList();
        return Future.join(vacant)
                .compose(all ->
                        vacant.stream().allMatch(Future::result) ? completeUnwanted(job) : Future.succeededFuture());
    }

    /** Completes a job without a match in its range, even without a consumer. */
    private Future<?> completeUnwanted(ReplayJob job) {
        return vacancies
                .unwanted(job)
                .compose(records -> records < 0 ? Future.succeededFuture() : making.complete(job, records));
    }

    /** Looks at a target; true for a running one without consumers and without matching events until now. */
    private Future<Boolean> look(ReplayJob job, ReplayTarget target) {
        return targets.progress(job, target.name()).compose(progress -> {
            if (job.state() == ReplayState.RUNNING) {
                stalls.look(job, progress, nanos.getAsLong());
            }
            if (progress.settled()) {
                return targets.loss(job, target.name())
                        .compose(loss -> steering.settled(job.id(), target.name(), progress.counts(), loss))
                        .map(false);
            }
            if (job.state() == ReplayState.RUNNING && isAbandoned(job, target, progress)) {
                return abandon(new Watched(job.id(), target.name())).map(false);
            }
            return Future.succeededFuture(job.state() == ReplayState.RUNNING
                    && progress.connections() == 0
                    && progress.counts().matched() == 0);
        });
    }

    /** Resumed, however soon, it has its whole time again. */
    private Future<Void> abandon(Watched watched) {
        return steering.abandon(watched.job(), watched.target()).onSuccess(givenUp -> {
            synchronized (attended) {
                attended.remove(watched);
            }
        });
    }

    /** Judges by the time of this node alone: after a move, an unattended target gets its whole time again. */
    private boolean isAbandoned(ReplayJob job, ReplayTarget target, Progress progress) {
        long now = nanos.getAsLong();
        Watched watched = new Watched(job.id(), target.name());
        synchronized (attended) {
            if (progress.connections() != 0) {
                attended.put(watched, now);
                return false;
            }
            long last = attended.computeIfAbsent(watched, any -> now);
            return now - last >= job.request().idleTimeout().toNanos();
        }
    }

    private Future<Void> prune(List<ReplayJob> all) {
        List<ReplayJob> ended = all.stream()
                .filter(job -> job.state().hasEnded())
                .sorted(Comparator.comparingLong((ReplayJob job) -> job.life().changed())
                        .thenComparing(ReplayJob::id))
                .toList();
        Future<Void> pruned = Future.succeededFuture();
        for (ReplayJob job : ended.subList(0, Math.max(0, ended.size() - settings.maxKept()))) {
            if (mine.test(job.id())) {
                pruned = pruned.compose(before -> quietly(job, removal.remove(job.id())));
            }
        }
        return pruned;
    }

    private static Future<Void> quietly(ReplayJob job, Future<?> work) {
        return work.<Void>mapEmpty().recover(failure -> {
            LOG.atDebug()
                    .addKeyValue("replay", job.id())
                    .addKeyValue("reason", failure.toString())
                    .log("the sweep of the replay failed");
            return Future.succeededFuture();
        });
    }
}
