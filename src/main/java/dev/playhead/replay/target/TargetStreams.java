package dev.playhead.replay.target;

import dev.playhead.cluster.Peers;
import dev.playhead.delivery.request.Start;
import dev.playhead.delivery.request.Stop;
import dev.playhead.delivery.request.StreamRequest;
import dev.playhead.delivery.request.Token;
import dev.playhead.event.EventFilter;
import dev.playhead.event.Partition;
import dev.playhead.event.Position;
import dev.playhead.event.Problem;
import dev.playhead.event.Refusal;
import dev.playhead.event.RefusedException;
import dev.playhead.group.Bounded;
import dev.playhead.group.Counted;
import dev.playhead.group.GroupNames;
import dev.playhead.group.GroupOutlet;
import dev.playhead.group.GroupSpec;
import dev.playhead.group.member.GroupConnection;
import dev.playhead.group.member.GroupConnections;
import dev.playhead.group.report.BoundedGroups;
import dev.playhead.replay.job.Counts;
import dev.playhead.replay.job.Progress;
import dev.playhead.replay.job.ReplayJob;
import dev.playhead.replay.job.ReplayJobs;
import dev.playhead.replay.job.ReplayRequest;
import dev.playhead.replay.job.ReplayState;
import dev.playhead.replay.job.ReplayTarget;
import dev.playhead.replay.job.Steering;
import dev.playhead.replay.pacing.NodeBudget;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * Serves the targets of jobs. Each is a bounded group of a reserved name, and its streams follow the present job. Any
 * thread; Futures complete on any thread.
 */
public final class TargetStreams implements Targets {
    private static final String HEED = "replays.heed";
    private static final String ID = "id";

    private final Parts parts;
    private final TargetSpecs specs;
    private final Repairs repairs;
    private final ConcurrentMap<String, ReplayJob> known = new ConcurrentHashMap<>();
    private volatile @Nullable Peers peers;

    /** The parts of the target streams. */
    public record Parts(
            ReplayJobs jobs,
            Steering steering,
            GroupConnections streams,
            BoundedGroups bounded,
            TargetSpecs specs,
            Repairs repairs,
            NodeBudget budget) {}

    public TargetStreams(Parts parts) {
        this.parts = parts;
        this.specs = parts.specs();
        this.repairs = parts.repairs();
        parts.jobs().watch(this::changed);
    }

    /** Asks all nodes to heed changes from now on, and does so here when asked. */
    public void join(Peers all) {
        all.answer(HEED, about -> {
            String id = about.getString(ID);
            return parts.jobs().find(id).map(found -> {
                found.ifPresent(job -> changed(id, found));
                return new JsonObject();
            });
        });
        peers = all;
    }

    /** The name of the group that serves a target. */
    public static String scope(String job, String target) {
        return GroupNames.RESERVED + job + "." + target;
    }

    /**
     * Opens a connection of a target on the caller's event loop; {@link GroupConnection#start()} must follow in the
     * same turn.
     *
     * @param credit in events
     * @param context that of the event loop
     * @return empty if the target has ended, after a notice to the outlet; fails with a {@link RefusedException};
     *     completes on that event loop
     */
    public Future<Optional<GroupConnection>> open(
            String id, String target, long credit, Context context, GroupOutlet outlet) {
        Promise<Optional<GroupConnection>> promise = Promise.promise();
        parts.jobs()
                .find(id)
                .compose(found -> specs.of(target(found, id, target), target))
                .onComplete(wants -> context.runOnContext(here -> {
                    ReplayJob job = known.get(id);
                    if (wants.failed() || job == null) {
                        promise.fail(wants.failed() ? wants.cause() : notFound(id));
                    } else if (hasEnded(job, target, outlet)) {
                        promise.complete(Optional.empty());
                    } else {
                        open(job, target, wants.result(), credit, context, outlet)
                                .onComplete(promise);
                    }
                }));
        return promise.future();
    }

    private ReplayJob target(Optional<ReplayJob> found, String id, String target) {
        ReplayJob job = found.orElseThrow(() -> notFound(id));
        if (job.target(target).isEmpty()) {
            throw Problem.NOT_FOUND
                    .because("The replay " + id + " has no target " + target)
                    .asException();
        }
        return newest(job);
    }

    private static RefusedException notFound(String id) {
        return Problem.REPLAY_NOT_FOUND
                .because("The replay " + id + " does not exist")
                .asException();
    }

    private Future<Optional<GroupConnection>> open(
            ReplayJob job, String target, TargetSpecs.Wants wants, long credit, Context context, GroupOutlet outlet) {
        String id = job.id();
        String scope = scope(id, target);
        StreamRequest request = new StreamRequest(
                wants.spec().topics(),
                new Start.Earliest(),
                new Stop.Never(),
                EventFilter.ALL,
                StreamRequest.Order.PARTITION,
                credit,
                StreamRequest.FrameBounds.DEFAULT,
                null);
        GroupConnections.BoundedRequest asked = new GroupConnections.BoundedRequest(
                scope, wants.spec(), wants.filter(), bounded(job, target), counted -> loss(job, target)
                        .compose(loss -> parts.steering().settled(id, target, counts(scope, counted), loss)));
        return parts.streams()
                .open(asked, new TargetGate(() -> known.get(id), parts.budget()), request, context, outlet)
                .onSuccess(opened -> context.runOnContext(started -> {
                    // Changes during the opening reached only the connections that were open
                    ReplayJob now = known.get(id);
                    changed(id, Optional.ofNullable(now));
                }))
                .map(Optional::of);
    }

    private Bounded bounded(ReplayJob job, String target) {
        Map<Partition, Bounded.Range> ranges = new HashMap<>();
        job.range()
                .extents()
                .forEach(each -> ranges.put(
                        each.at(), new Bounded.Range(each.topicId(), each.from(), each.to(), each.leaderEpoch())));
        boolean repair = job.request().mode() == ReplayRequest.Mode.REPAIR;
        return new Bounded(
                ranges,
                job.range().recordedFrom(),
                job.range().recordedBefore(),
                job.request().order() == StreamRequest.Order.TIME,
                repair ? target : null,
                repairs.remembered());
    }

    private Counts counts(String scope, Counted counted) {
        return new Counts(
                counted.scanned(),
                counted.matched(),
                counted.sent().events(),
                counted.sent().bytes(),
                counted.settled().confirmed(),
                counted.settled().duplicate(),
                counted.settled().skipped(),
                parts.bounded().parked(scope));
    }

    // ---- as the jobs change

    /** Returns the newer of the job and the known one, and keeps it. */
    private ReplayJob newest(ReplayJob job) {
        return known.merge(job.id(), job, (one, other) -> one.epoch() > other.epoch() ? one : other);
    }

    private void changed(String id, Optional<ReplayJob> change) {
        if (change.isEmpty()) {
            ReplayJob last = known.remove(id);
            if (last != null) {
                Refusal gone = Problem.REPLAY_NOT_FOUND.because("The replay " + id + " was deleted");
                last.targets().forEach(each -> parts.streams().callOff(scope(id, each.name()), gone, false));
            }
            return;
        }
        ReplayJob job = newest(change.get());
        for (ReplayTarget target : job.targets()) {
            String scope = scope(id, target.name());
            Counts counts = target.end();
            if (target.state() == ReplayTarget.State.COMPLETED) {
                parts.streams().complete(scope, completion(counts == null ? Counts.NONE : counts));
            } else if (isOver(job, target)) {
                parts.streams().callOff(scope, over(job, target), job.state() == ReplayState.FAILED);
            } else {
                parts.streams().wake(scope);
            }
        }
    }

    /** Tells the outlet the end of an ended target; returns whether it has ended. */
    private static boolean hasEnded(ReplayJob job, String name, GroupOutlet outlet) {
        ReplayTarget target = job.target(name).orElseThrow();
        Counts counts = target.end();
        if (target.state() == ReplayTarget.State.COMPLETED) {
            outlet.completed(completion(counts == null ? Counts.NONE : counts));
            return true;
        }
        if (isOver(job, target)) {
            outlet.calledOff(over(job, target), job.state() != ReplayState.CANCELLED);
            return true;
        }
        return false;
    }

    private static boolean isOver(ReplayJob job, ReplayTarget target) {
        return job.state().hasEnded() || target.state() == ReplayTarget.State.FAILED;
    }

    private static Refusal over(ReplayJob job, ReplayTarget target) {
        String why = target.reason().isEmpty() ? job.life().reason() : target.reason();
        return Problem.REPLAY_STATE.because("The target " + target.name() + " of the replay " + job.id() + " is "
                + (target.state() == ReplayTarget.State.FAILED
                        ? target.state().word()
                        : job.state().word())
                + (why.isEmpty() ? "" : ": " + why));
    }

    private static GroupOutlet.Completion completion(Counts counts) {
        return new GroupOutlet.Completion(counts.delivered(), counts.confirmed(), counts.parked());
    }

    // ---- the port

    @Override
    public Future<Void> check(ReplayJob job) {
        return job.request().mode() == ReplayRequest.Mode.REPAIR ? repairs.check(job) : Future.succeededFuture();
    }

    @Override
    public Future<Void> heed(ReplayJob job) {
        changed(job.id(), Optional.of(job));
        Peers all = peers;
        return all == null
                ? Future.succeededFuture()
                : all.ask(HEED, new JsonObject().put(ID, job.id())).mapEmpty();
    }

    @Override
    public Future<Progress> progress(ReplayJob job, String target) {
        String scope = scope(job.id(), target);
        Bounded bounded = bounded(job, target);
        return parts.bounded().look(scope, bounded).map(standing -> {
            List<Position> cursor = new ArrayList<>();
            standing.cursors()
                    .forEach((partition, offset) ->
                            cursor.add(new Position(partition.topic(), partition.index(), offset)));
            return new Progress(
                    target,
                    counts(scope, standing.counted()),
                    standing.inFlight(),
                    standing.remaining(),
                    standing.confirmedPerSecond(),
                    standing.members(),
                    standing.settled(),
                    new Progress.Place(token(job, standing.cursors()), cursor));
        });
    }

    @Override
    public Future<String> loss(ReplayJob job, String target) {
        return parts.bounded()
                .lostWithTopics(scope(job.id(), target), bounded(job, target))
                .map(lost -> lost.isEmpty()
                        ? ""
                        : "deleted: of " + String.join(", ", lost.keySet()) + ", "
                                + lost.values().stream()
                                        .mapToLong(Long::longValue)
                                        .sum()
                                + " offsets of the range were lost with the topic");
    }

    private static String token(ReplayJob job, Map<Partition, Long> cursors) {
        Map<String, List<Token.Place>> places = new TreeMap<>();
        Map<String, String> ids = new HashMap<>();
        job.range().extents().forEach(each -> ids.put(each.topic(), each.topicId()));
        cursors.forEach((partition, offset) -> places.computeIfAbsent(partition.topic(), any -> new ArrayList<>())
                .add(new Token.Place(offset, Token.Place.UNKNOWN_EPOCH)));
        List<Token.OfTopic> topics = new ArrayList<>();
        places.forEach((topic, each) -> topics.add(new Token.OfTopic(topic, ids.getOrDefault(topic, ""), each)));
        return new Token(topics).text();
    }

    @Override
    public Future<Void> forget(ReplayJob job) {
        List<Future<Void>> all = job.targets().stream()
                .map(target -> parts.bounded()
                        .forget(scope(job.id(), target.name()), job.request().topics()))
                .toList();
        return Future.join(all).mapEmpty();
    }

    @Override
    public Future<GroupSpec> spec(String group) {
        int dot = GroupNames.isReserved(group) ? group.indexOf('.', GroupNames.RESERVED.length()) : -1;
        if (dot < 0) {
            return Future.failedFuture(noTarget(group));
        }
        String id = group.substring(GroupNames.RESERVED.length(), dot);
        String target = group.substring(dot + 1);
        return parts.jobs().find(id).compose(found -> {
            ReplayJob job =
                    found.filter(known -> known.target(target).isPresent()).orElseThrow(() -> noTarget(group));
            return specs.of(job, target).map(TargetSpecs.Wants::spec);
        });
    }

    private static RefusedException noTarget(String group) {
        return Problem.GROUP_NOT_FOUND
                .because("The group " + group + " serves no target of a replay")
                .asException();
    }
}
