package dev.playhead.replay.job;

import dev.playhead.event.Partition;
import dev.playhead.event.Problem;
import dev.playhead.event.RefusedException;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * A job as all nodes know it, immutable and pure: each change is a new one with the next epoch. See {@link ReplayState}
 * for the machine.
 *
 * @param epoch from 1; grows by one with every change
 * @param principal the principal that created it; empty on a node without tokens
 * @param targets in the order of the request
 */
public record ReplayJob(
        String id,
        long epoch,
        Life life,
        String principal,
        ReplayRequest request,
        Range range,
        List<ReplayTarget> targets,
        Anchor anchor) {
    /** The reason of a target that failed without a consumer. */
    public static final String ABANDONED = "abandoned";

    public ReplayJob {
        targets = List.copyOf(targets);
    }

    /**
     * Holds the state of a job and the times of its changes.
     *
     * @param reason the reason of the state; empty without one
     * @param created epoch milliseconds
     * @param changed epoch milliseconds
     */
    public record Life(ReplayState state, String reason, long created, long changed) {
        private Life to(ReplayState next, String why, long now) {
            return new Life(next, why, created, now);
        }
    }

    /**
     * The range that it delivers.
     *
     * @param extents one for each partition, by topic and number
     * @param recordedFrom the range excludes records with an earlier timestamp; {@link Long#MIN_VALUE} for no bound
     * @param recordedBefore the range excludes records with this timestamp or a later one; {@link Long#MAX_VALUE} for no
     *     bound
     */
    public record Range(List<Extent> extents, long recordedFrom, long recordedBefore) {
        public Range {
            extents = List.copyOf(extents);
        }

        public boolean isEmpty() {
            return extents.stream().allMatch(Extent::isEmpty) || recordedFrom >= recordedBefore;
        }
    }

    /** One that has not been started. */
    public static ReplayJob made(String id, long now, String principal, ReplayRequest request, Range range) {
        return new ReplayJob(
                id,
                1,
                new Life(ReplayState.PENDING, "", now, now),
                principal,
                request,
                range,
                request.targets().stream().map(ReplayTarget::of).toList(),
                new Anchor(now, 0));
    }

    /** @param recorded the recorded time of the first event, for a timeline */
    public ReplayJob start(long now, long recorded) {
        if (state() != ReplayState.PENDING) {
            throw refusal("started");
        }
        return to(ReplayState.RUNNING, "", now, targets, new Anchor(now, recorded));
    }

    public ReplayJob pause(long now) {
        return to(ReplayState.PAUSED, "", now, targets, movedAnchor(now));
    }

    /** Resumes a paused job, or a job with failed targets: these run again. */
    public ReplayJob resume(long now) {
        List<ReplayTarget> revived = targets.stream().map(ReplayTarget::revived).toList();
        Anchor here = new Anchor(now, anchor.recorded());
        if (state() == ReplayState.RUNNING && !revived.equals(targets)) {
            return changed(now, revived, anchor);
        }
        if (state() == ReplayState.PENDING) {
            throw refusal("resumed");
        }
        return to(ReplayState.RUNNING, "", now, revived, here);
    }

    public ReplayJob cancel(long now) {
        return to(ReplayState.CANCELLED, "", now, targets, movedAnchor(now));
    }

    /** @param recorded the recorded time at which a new timeline continues */
    public ReplayJob pace(Pace pace, long now, long recorded) {
        if (state().hasEnded()) {
            throw refusal("given another pace");
        }
        Anchor moved = request.pace() instanceof Pace.Timeline ? movedAnchor(now) : new Anchor(now, recorded);
        Life later = life.to(state(), life.reason(), now);
        return new ReplayJob(id, epoch + 1, later, principal, request.at(pace), range, targets, moved);
    }

    /**
     * Ends a target, and the job with its last target; empty if that changes nothing.
     *
     * @param loss the reason for a lost part of its range, which fails the target; empty without a loss
     */
    public Optional<ReplayJob> settled(String target, Counts counts, String loss, long now) {
        return ended(
                now,
                each -> each.name().equals(target),
                each -> loss.isEmpty() ? each.completed(counts) : each.failed(loss, counts));
    }

    /** Completes all targets, because the range has nothing to send; empty if that changes nothing. */
    public Optional<ReplayJob> settled(Counts counts, long now) {
        return ended(now, each -> true, each -> each.completed(counts));
    }

    /** Fails a target, and the job if no other target runs; empty if that changes nothing. */
    public Optional<ReplayJob> failed(String target, String why, long now) {
        return state() == ReplayState.PAUSED
                ? Optional.empty()
                : ended(now, each -> each.name().equals(target), each -> each.failed(why, null));
    }

    private Optional<ReplayJob> ended(long now, Predicate<ReplayTarget> which, UnaryOperator<ReplayTarget> end) {
        boolean goesOn = state() == ReplayState.RUNNING || state() == ReplayState.PAUSED;
        List<ReplayTarget> after = targets.stream()
                .map(each -> each.state() == ReplayTarget.State.RUNNING && which.test(each) ? end.apply(each) : each)
                .toList();
        if (!goesOn || after.equals(targets)) {
            return Optional.empty();
        }
        if (after.stream().anyMatch(each -> each.state() == ReplayTarget.State.RUNNING)) {
            return Optional.of(changed(now, after, anchor));
        }
        List<ReplayTarget> failed = after.stream()
                .filter(each -> each.state() == ReplayTarget.State.FAILED)
                .toList();
        return Optional.of(
                failed.isEmpty()
                        ? to(ReplayState.COMPLETED, "", now, after, movedAnchor(now))
                        : to(ReplayState.FAILED, failed.get(0).reason(), now, after, movedAnchor(now)));
    }

    /** Its target of that name, if it has one. */
    public Optional<ReplayTarget> target(String name) {
        return targets.stream().filter(each -> each.name().equals(name)).findFirst();
    }

    public ReplayState state() {
        return life.state();
    }

    private Anchor movedAnchor(long now) {
        return state() == ReplayState.RUNNING && request.pace() instanceof Pace.Timeline timeline
                ? anchor.movedTo(now, timeline.factor())
                : anchor;
    }

    private ReplayJob changed(long now, List<ReplayTarget> with, Anchor at) {
        return next(state(), life.reason(), now, with, at);
    }

    /** Changes the state, in the only place that does. */
    private ReplayJob to(ReplayState next, String why, long now, List<ReplayTarget> with, Anchor at) {
        if (!next.follows(state())) {
            throw refusal(next.word());
        }
        return next(next, why, now, with, at);
    }

    private ReplayJob next(ReplayState next, String why, long now, List<ReplayTarget> with, Anchor at) {
        return new ReplayJob(id, epoch + 1, life.to(next, why, now), principal, request, range, with, at);
    }

    public RefusedException refusal(String wanted) {
        return Problem.REPLAY_STATE
                .because("The replay " + id + " is " + state().word() + " and cannot be " + wanted)
                .asException();
    }

    /**
     * Anchors a timeline: a record of {@code recorded} is due at {@code wall}, both in epoch milliseconds; a later
     * record is due later, by its distance over the factor. It moves with every pause, resumption and change of pace.
     */
    public record Anchor(long wall, long recorded) {
        /** Returns the due time of an event of that recorded time, in epoch milliseconds. */
        public long due(long recordedThen, double factor) {
            return wall + (long) Math.ceil((recordedThen - recorded) / factor);
        }

        /** Returns the same timeline, anchored at its present point. */
        public Anchor movedTo(long now, double factor) {
            return new Anchor(now, recorded + (long) (Math.max(0, now - wall) * factor));
        }
    }

    /**
     * Holds the range of one partition that a job reads, frozen at its creation: offsets in [from, to).
     *
     * @param topicId the log's id of the topic: a topic that was deleted and made again has another
     * @param leaderEpoch the epoch of the partition's leader at the freeze: no record of the range has a greater one;
     *     negative if it is unknown
     */
    public record Extent(String topic, String topicId, int partition, long from, long to, int leaderEpoch) {

        public Extent {
            if (from < 0 || to < from) {
                throw new IllegalArgumentException(topic + "-" + partition + " from " + from + " to " + to);
            }
        }

        public Partition at() {
            return new Partition(topic, partition);
        }

        public boolean isEmpty() {
            return from == to;
        }
    }
}
