package dev.playhead.replay;

import dev.playhead.delivery.Delivery;
import dev.playhead.event.EventFilter;
import dev.playhead.event.Position;
import dev.playhead.event.Problem;
import dev.playhead.event.RefusedException;
import dev.playhead.group.GroupSpec;
import dev.playhead.log.LogReader;
import dev.playhead.metrics.Meters;
import dev.playhead.replay.job.Counts;
import dev.playhead.replay.job.Pace;
import dev.playhead.replay.job.Progress;
import dev.playhead.replay.job.ReplayJob;
import dev.playhead.replay.job.ReplayJobs;
import dev.playhead.replay.job.ReplayRequest;
import dev.playhead.replay.job.ReplaySettings;
import dev.playhead.replay.job.ReplayState;
import dev.playhead.replay.job.ReplayTarget;
import dev.playhead.replay.target.TargetEnds;
import dev.playhead.replay.target.Targets;
import dev.playhead.tracing.Traces;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * All that is done with replays, the serving of their targets apart: made, told, steered, taken away, and brought to their
 * ends. Any thread; Futures complete on any thread and fail with {@link dev.playhead.event.RefusedException}s.
 */
public final class Replays implements TargetEnds {
    private final Parts parts;
    private final ReplayMeters meters;
    private final Steering steering;
    private final Making making;
    private final Extents extents;
    private final DryRuns dryRuns;

    /**
     * What it is made of.
     *
     * @param filters the compiled filter of a request
     * @param clock epoch milliseconds
     * @param nanos as {@link System#nanoTime()}
     */
    public record Parts(
            Vertx vertx,
            ReplaySettings settings,
            ReplayJobs jobs,
            Targets targets,
            Delivery delivery,
            LogReader reader,
            Function<ReplayRequest, EventFilter> filters,
            Meters meters,
            Traces traces,
            LongSupplier clock,
            LongSupplier nanos) {}

    public Replays(Parts parts) {
        this.parts = parts;
        this.meters = new ReplayMeters(parts.meters());
        this.steering = new Steering(parts.jobs(), meters, new ReplayTraces(parts.traces(), parts.jobs()));
        this.extents = new Extents(parts.delivery(), parts.reader());
        this.making = new Making(parts, steering, extents);
        this.dryRuns = new DryRuns(parts.vertx(), parts.settings(), parts.reader(), parts.nanos());
    }

    /**
     * Looks after the jobs from now on, as long as Vert.x runs.
     *
     * @param mine whether this node looks after the job of that id; among all nodes one should
     */
    public void start(Predicate<String> mine) {
        parts.jobs().watch(meters::changed);
        Sweeper sweeper = new Sweeper(this, making, parts, meters, mine);
        parts.vertx().setPeriodic(parts.settings().sweep().toMillis(), due -> sweeper.sweep());
    }

    /** Whether it was made just now, or had been by the same key. */
    public record Created(ReplayJob job, boolean made) {}

    /** What the target wants that is served by the group of that name; fails with {@code group_not_found}. */
    public Future<GroupSpec> spec(String group) {
        return parts.targets().spec(group);
    }

    /**
     * Makes a job, and starts it.
     *
     * @param principal who asks; empty where nobody has to say
     * @param key asked again with the same one, it is the same job; null for another at each call
     */
    public Future<Created> create(ReplayRequest request, String principal, @Nullable String key) {
        return making.create(request, principal, key);
    }

    /** What a replay would send. */
    public Future<Preview> dryRun(ReplayRequest request, EventFilter filter) {
        return extents.find(request).compose(range -> parts.targets()
                .check(ReplayJob.made("", now(), "", request, range))
                .compose(checked -> dryRuns.run(request, filter, range)));
    }

    public Future<ReplayJob> find(String id) {
        return steering.find(id);
    }

    /** All that there are, the newest first. */
    public Future<List<ReplayJob>> list() {
        return parts.jobs().list().map(all -> {
            List<ReplayJob> sorted = new ArrayList<>(all);
            sorted.sort(Comparator.comparingLong((ReplayJob job) -> job.life().created())
                    .thenComparing(ReplayJob::id)
                    .reversed());
            return sorted;
        });
    }

    /** The job and how far its targets are. */
    public Future<ReplayReport> report(ReplayJob job) {
        List<Future<ReplayReport.OfTarget>> targets =
                job.targets().stream().map(target -> report(job, target)).toList();
        Future<String> owner = parts.jobs().owner(job.id());
        return Future.all(Future.all(targets), owner)
                .map(all -> new ReplayReport(
                        job,
                        owner.result(),
                        targets.stream().map(Future::result).toList()));
    }

    private Future<ReplayReport.OfTarget> report(ReplayJob job, ReplayTarget target) {
        return target.end() != null
                ? Future.succeededFuture(new ReplayReport.OfTarget(target, null))
                : parts.targets()
                        .progress(job, target.name())
                        .map(progress -> new ReplayReport.OfTarget(target, progress))
                        .recover(away -> Future.succeededFuture(new ReplayReport.OfTarget(target, null)));
    }

    /** Tells of every change of a job, as {@link ReplayJobs#watch} does. */
    public Runnable watch(BiConsumer<String, Optional<ReplayJob>> watcher) {
        return parts.jobs().watch(watcher);
    }

    /** When it is answered, no node that answers gives out any more of it. */
    public Future<ReplayJob> pause(String id) {
        return heeded(steer(id, ReplayJob::pause));
    }

    /** Also of one that failed as a target was abandoned. */
    public Future<ReplayJob> resume(String id) {
        return steer(id, ReplayJob::resume);
    }

    /** As {@link #pause}, and for good. */
    public Future<ReplayJob> cancel(String id) {
        return heeded(steer(id, ReplayJob::cancel));
    }

    private Future<ReplayJob> heeded(Future<ReplayJob> changed) {
        return changed.compose(job -> parts.targets().heed(job).transform(heeded -> Future.succeededFuture(job)));
    }

    private Future<ReplayJob> steer(String id, BiFunction<ReplayJob, Long, ReplayJob> to) {
        return steering.change(id, job -> Future.succeededFuture(Optional.of(to.apply(job, now()))));
    }

    public Future<ReplayJob> pace(String id, Pace pace) {
        return steering.change(id, job -> {
            // Refused before the log is asked
            job.pace(pace, now(), 0);
            return reached(job, pace).map(recorded -> Optional.of(job.pace(pace, now(), recorded)));
        });
    }

    /** Where the slowest target is in recorded time, where a timeline has to begin there. */
    private Future<Long> reached(ReplayJob job, Pace pace) {
        if (!(pace instanceof Pace.Timeline) || job.request().pace() instanceof Pace.Timeline) {
            return Future.succeededFuture(0L);
        }
        return report(job).compose(report -> {
            List<Extents.From> froms = new ArrayList<>();
            for (ReplayReport.OfTarget target : report.targets()) {
                Progress progress = target.progress();
                if (progress != null) {
                    progress.place().cursor().forEach(at -> from(job, at).ifPresent(froms::add));
                } else if (target.target().end() == null) {
                    job.range().extents().forEach(extent -> froms.add(Extents.From.of(extent)));
                }
            }
            return extents.firstRecorded(froms, job.range().recordedFrom(), now());
        });
    }

    private static Optional<Extents.From> from(ReplayJob job, Position at) {
        return job.range().extents().stream()
                .filter(extent -> extent.topic().equals(at.topic()) && extent.partition() == at.partition())
                .findFirst()
                .map(extent -> new Extents.From(extent.at(), at.offset(), extent.to()));
    }

    /**
     * Takes an ended one away, with all that is kept of its targets; {@code replay_state} where it has not ended, and
     * {@code group_in_use} while a target has connections, which could write again what is forgotten.
     */
    public Future<Void> remove(String id) {
        return steering.find(id)
                .compose(job -> {
                    if (!job.state().hasEnded()) {
                        return Future.failedFuture(job.refusal("deleted: cancel it first"));
                    }
                    // A failed one could be resumed meanwhile, and would then have forgotten what was confirmed
                    return job.state() == ReplayState.FAILED ? cancel(id) : Future.succeededFuture(job);
                })
                .compose(job -> left(job)
                        .compose(left -> parts.targets().forget(job))
                        .compose(gone -> parts.jobs().remove(job)))
                .mapEmpty();
    }

    private Future<Void> left(ReplayJob job) {
        return Future.all(job.targets().stream()
                        .map(target -> parts.targets().progress(job, target.name()))
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

    @Override
    public Future<Void> settled(String job, String target, Counts counts) {
        return steering.change(job, known -> Future.succeededFuture(known.settled(target, counts, now())))
                .mapEmpty();
    }

    /** Gives up a target that nobody attends. */
    Future<Void> abandon(String job, String target) {
        return steering.change(job, known -> Future.succeededFuture(known.failed(target, ReplayJob.ABANDONED, now())))
                .onSuccess(changed -> {
                    if (changed.target(target)
                            .filter(each -> each.state() == ReplayTarget.State.FAILED)
                            .isPresent()) {
                        meters.abandoned();
                    }
                })
                .mapEmpty();
    }

    private long now() {
        return parts.clock().getAsLong();
    }
}
