package dev.playhead.replay;

import dev.playhead.delivery.Delivery;
import dev.playhead.delivery.Range;
import dev.playhead.event.EventFilter;
import dev.playhead.event.OffsetRange;
import dev.playhead.event.Position;
import dev.playhead.event.Problem;
import dev.playhead.event.RefusedException;
import dev.playhead.group.GroupSpec;
import dev.playhead.log.LogReader;
import dev.playhead.replay.job.Pace;
import dev.playhead.replay.job.Progress;
import dev.playhead.replay.job.ReplayJob;
import dev.playhead.replay.job.ReplayJobs;
import dev.playhead.replay.job.ReplayMeters;
import dev.playhead.replay.job.ReplayRequest;
import dev.playhead.replay.job.ReplayRequests;
import dev.playhead.replay.job.ReplaySettings;
import dev.playhead.replay.job.ReplayTarget;
import dev.playhead.replay.job.Steering;
import dev.playhead.replay.target.Targets;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Makes, reports, steers, ends and deletes replays; {@code replay.target} serves their targets. Any thread; Futures
 * complete on any thread and fail with {@link dev.playhead.event.RefusedException}s.
 */
public final class Replays {
    private final Vertx vertx;
    private final ReplaySettings settings;
    private final ReplayRequests requests;
    private final ReplayJobs jobs;
    private final Steering steering;
    private final ReplayMeters meters;
    private final Targets targets;
    private final LogReader reader;
    private final Clocks clocks;
    private final Extents extents;
    private final Making making;
    private final ReplayRemoval removal;
    private final DryRuns dryRuns;

    /**
     * The clocks of replays.
     *
     * @param millis epoch milliseconds
     * @param nanos as {@link System#nanoTime()}
     */
    public record Clocks(LongSupplier millis, LongSupplier nanos) {}

    public Replays(
            Vertx vertx,
            ReplaySettings settings,
            ReplayRequests requests,
            ReplayJobs jobs,
            Steering steering,
            ReplayMeters meters,
            Targets targets,
            Delivery delivery,
            LogReader reader,
            Clocks clocks) {
        this.vertx = vertx;
        this.settings = settings;
        this.requests = requests;
        this.jobs = jobs;
        this.steering = steering;
        this.meters = meters;
        this.targets = targets;
        this.reader = reader;
        this.clocks = clocks;
        this.extents = new Extents(delivery, reader);
        this.making = new Making(settings, jobs, steering, targets, extents, clocks.millis());
        this.removal = new ReplayRemoval(jobs, steering, targets);
        this.dryRuns = new DryRuns(vertx, settings, reader, clocks.nanos());
    }

    /**
     * Sweeps the jobs from now on, as long as Vert.x runs.
     *
     * @param mine returns whether this node sweeps the job of an id; one of all nodes should
     */
    public void start(Predicate<String> mine) {
        jobs.watch(meters::changed);
        Vacancies vacancies = new Vacancies(
                vertx,
                reader,
                requests::filter,
                clocks.nanos(),
                settings.sweep().toNanos() / Sweeper.LOOKING);
        Sweeper sweeper = new Sweeper(
                settings, jobs, steering, making, removal, targets, vacancies, meters, mine, clocks.nanos());
        vertx.setPeriodic(settings.sweep().toMillis(), due -> sweeper.sweep());
    }

    /**
     * Reads the body of a request for a replay.
     *
     * @throws dev.playhead.event.RefusedException with the places of all faults as pointers
     */
    public ReplayRequests.Asked read(JsonObject body) {
        return requests.read(body);
    }

    /** The most requests of one event loop that may watch replays at once. */
    public int maxWatchers() {
        return settings.maxWatchers();
    }

    /**
     * Returns the specification of the target that the group of that name serves; fails with {@code group_not_found}.
     */
    public Future<GroupSpec> spec(String group) {
        return targets.spec(group);
    }

    /**
     * Makes a job, and starts it.
     *
     * @param principal the owner of the token; empty without tokens
     * @param key the idempotency key: the same key returns the same job; null makes a new job at each call
     */
    public Future<Created> create(ReplayRequest request, String principal, @Nullable String key) {
        return making.create(request, principal, key);
    }

    /** Previews a replay without sending anything. */
    public Future<Preview> dryRun(ReplayRequest request) {
        EventFilter filter = requests.filter(request);
        return extents.find(request).compose(range -> targets.check(ReplayJob.made("", now(), "", request, range))
                .compose(checked -> dryRuns.run(request, filter, range)));
    }

    /** Returns for each target of the request, in its order, whether a group of its name exists. */
    public Future<Map<String, Boolean>> groups(ReplayRequest request) {
        List<Future<Boolean>> known = request.targets().stream()
                .map(target -> targets.spec(target).map(true).recover(Replays::isNoGroup))
                .toList();
        return Future.all(known).map(all -> {
            Map<String, Boolean> groups = new LinkedHashMap<>();
            for (int target = 0; target < known.size(); target++) {
                groups.put(request.targets().get(target), known.get(target).result());
            }
            return groups;
        });
    }

    private static Future<Boolean> isNoGroup(Throwable failure) {
        return RefusedException.is(failure, Problem.GROUP_NOT_FOUND)
                ? Future.succeededFuture(false)
                : Future.failedFuture(failure);
    }

    public Future<ReplayJob> find(String id) {
        return steering.find(id);
    }

    /** Lists all replays, the newest first. */
    public Future<List<ReplayJob>> list() {
        return jobs.list().map(all -> {
            List<ReplayJob> sorted = new ArrayList<>(all);
            sorted.sort(Comparator.comparingLong((ReplayJob job) -> job.life().created())
                    .thenComparing(ReplayJob::id)
                    .reversed());
            return sorted;
        });
    }

    /** Reports the job and the progress of its targets. */
    public Future<ReplayReport> report(ReplayJob job) {
        List<Future<ReplayReport.OfTarget>> targets =
                job.targets().stream().map(target -> report(job, target)).toList();
        Future<String> owner = jobs.owner(job.id());
        return Future.all(Future.all(targets), owner)
                .map(all -> new ReplayReport(
                        job,
                        owner.result(),
                        targets.stream().map(Future::result).toList()));
    }

    private Future<ReplayReport.OfTarget> report(ReplayJob job, ReplayTarget target) {
        return target.end() != null
                ? Future.succeededFuture(new ReplayReport.OfTarget(target, null))
                : targets.progress(job, target.name())
                        .map(progress -> new ReplayReport.OfTarget(target, progress))
                        .recover(away -> Future.succeededFuture(new ReplayReport.OfTarget(target, null)));
    }

    /** Tells of every change of a job, as {@link ReplayJobs#watch} does. */
    public Runnable watch(BiConsumer<String, Optional<ReplayJob>> watcher) {
        return jobs.watch(watcher);
    }

    /** Pauses a replay; after the answer, no node that answers sends any more of it. */
    public Future<ReplayJob> pause(String id) {
        return steering.steer(id, ReplayJob::pause).compose(targets::heeded);
    }

    /** Resumes a replay, also after its failure by an abandoned target. */
    public Future<ReplayJob> resume(String id) {
        return steering.steer(id, ReplayJob::resume);
    }

    /** Cancels a replay for good, like {@link #pause}. */
    public Future<ReplayJob> cancel(String id) {
        return steering.steer(id, ReplayJob::cancel).compose(targets::heeded);
    }

    public Future<ReplayJob> pace(String id, Pace pace) {
        return steering.change(id, job -> {
            // Refused before the log is asked
            job.pace(pace, now(), 0);
            return reached(job, pace).map(recorded -> Optional.of(job.pace(pace, now(), recorded)));
        });
    }

    /** Finds the recorded time that the slowest target has reached, for a timeline that has to begin there. */
    private Future<Long> reached(ReplayJob job, Pace pace) {
        if (!(pace instanceof Pace.Timeline) || job.request().pace() instanceof Pace.Timeline) {
            return Future.succeededFuture(0L);
        }
        return report(job).compose(report -> {
            List<Range.Span> spans = new ArrayList<>();
            for (ReplayReport.OfTarget target : report.targets()) {
                Progress progress = target.progress();
                if (progress != null) {
                    progress.place().cursor().forEach(at -> from(job, at).ifPresent(spans::add));
                } else if (target.target().end() == null) {
                    job.range().extents().forEach(extent -> spans.add(Extents.span(extent)));
                }
            }
            return extents.firstRecorded(spans, job.range().recordedFrom(), now());
        });
    }

    private static Optional<Range.Span> from(ReplayJob job, Position at) {
        return job.range().extents().stream()
                .filter(extent -> extent.topic().equals(at.topic()) && extent.partition() == at.partition())
                .findFirst()
                .map(extent ->
                        new Range.Span(extent.at(), new OffsetRange(at.offset(), extent.to()), extent.leaderEpoch()));
    }

    /**
     * Deletes an ended replay with the state of its targets. Fails with {@code replay_state} before its end, and with
     * {@code group_in_use} while a target has connections: these could write deleted state again.
     */
    public Future<Void> remove(String id) {
        return removal.remove(id);
    }

    private long now() {
        return clocks.millis().getAsLong();
    }

    /**
     * The answer to a request for a replay.
     *
     * @param made whether this request made the job; false if an earlier one with the same key made it
     */
    public record Created(ReplayJob job, boolean made) {}
}
