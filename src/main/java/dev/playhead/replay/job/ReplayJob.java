package dev.playhead.replay.job;

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
 * @param reason why it is in its state; empty where there is nothing to say
 * @param created epoch milliseconds
 * @param changed epoch milliseconds
 * @param principal who asked for it; empty where nobody has to say
 * @param extents one for each partition, by topic and number
 * @param recordedFrom records with an earlier timestamp are left out; {@link Long#MIN_VALUE} for none
 * @param recordedBefore records with this timestamp or a later one are left out; {@link Long#MAX_VALUE} for none
 * @param targets in the order of the request
 */
public record ReplayJob(
        String id,
        long epoch,
        ReplayState state,
        String reason,
        long created,
        long changed,
        String principal,
        ReplayRequest request,
        List<Extent> extents,
        long recordedFrom,
        long recordedBefore,
        List<ReplayTarget> targets,
        Anchor anchor) {
    /** Why a target failed that nobody attended. */
    public static final String ABANDONED = "abandoned";

    public ReplayJob {
        extents = List.copyOf(extents);
        targets = List.copyOf(targets);
    }

    /** The range that it is for. */
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
                ReplayState.PENDING,
                "",
                now,
                now,
                principal,
                request,
                range.extents(),
                range.recordedFrom(),
                range.recordedBefore(),
                request.targets().stream().map(ReplayTarget::of).toList(),
                new Anchor(now, 0));
    }

    /** @param recorded of the first event, where the pace is a timeline */
    public ReplayJob start(long now, long recorded) {
        if (state != ReplayState.PENDING) {
            throw refusal("started");
        }
        return to(ReplayState.RUNNING, "", now, targets, new Anchor(now, recorded));
    }

    public ReplayJob pause(long now) {
        return to(ReplayState.PAUSED, "", now, targets, movedAnchor(now));
    }

    /** Goes on where it was paused, or where targets were given up: these are attended again. */
    public ReplayJob resume(long now) {
        List<ReplayTarget> revived = targets.stream().map(ReplayTarget::revived).toList();
        Anchor here = new Anchor(now, anchor.recorded());
        if (state == ReplayState.RUNNING && !revived.equals(targets)) {
            return changed(now, revived, anchor);
        }
        if (state == ReplayState.PENDING) {
            throw refusal("resumed");
        }
        return to(ReplayState.RUNNING, "", now, revived, here);
    }

    public ReplayJob cancel(long now) {
        return to(ReplayState.CANCELLED, "", now, targets, movedAnchor(now));
    }

    /** @param recorded where the timeline goes on, where the new pace is one and the old was none */
    public ReplayJob pace(Pace pace, long now, long recorded) {
        if (state.hasEnded()) {
            throw refusal("given another pace");
        }
        Anchor moved = request.pace() instanceof Pace.Timeline ? movedAnchor(now) : new Anchor(now, recorded);
        return new ReplayJob(
                id,
                epoch + 1,
                state,
                reason,
                created,
                now,
                principal,
                request.at(pace),
                extents,
                recordedFrom,
                recordedBefore,
                targets,
                moved);
    }

    /** A target is at its end, and with the last of them the job; nothing where that changes nothing. */
    public Optional<ReplayJob> settled(String target, Counts counts, long now) {
        return ended(now, each -> each.name().equals(target), each -> each.completed(counts));
    }

    /** All targets are at their ends, as there is nothing to send; nothing where that changes nothing. */
    public Optional<ReplayJob> settled(Counts counts, long now) {
        return ended(now, each -> true, each -> each.completed(counts));
    }

    /** A target is given up, and where no other goes on, so is the job; nothing where that changes nothing. */
    public Optional<ReplayJob> failed(String target, String why, long now) {
        return state == ReplayState.PAUSED
                ? Optional.empty()
                : ended(now, each -> each.name().equals(target), each -> each.failed(why));
    }

    private Optional<ReplayJob> ended(long now, Predicate<ReplayTarget> which, UnaryOperator<ReplayTarget> end) {
        boolean goesOn = state == ReplayState.RUNNING || state == ReplayState.PAUSED;
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

    public Range range() {
        return new Range(extents, recordedFrom, recordedBefore);
    }

    private Anchor movedAnchor(long now) {
        return state == ReplayState.RUNNING && request.pace() instanceof Pace.Timeline timeline
                ? anchor.movedTo(now, timeline.factor())
                : anchor;
    }

    private ReplayJob changed(long now, List<ReplayTarget> with, Anchor at) {
        return next(state, reason, now, with, at);
    }

    /** The one place where its state changes. */
    private ReplayJob to(ReplayState next, String why, long now, List<ReplayTarget> with, Anchor at) {
        if (!next.follows(state)) {
            throw refusal(next.word());
        }
        return next(next, why, now, with, at);
    }

    private ReplayJob next(ReplayState next, String why, long now, List<ReplayTarget> with, Anchor at) {
        return new ReplayJob(
                id,
                epoch + 1,
                next,
                why,
                created,
                now,
                principal,
                request,
                extents,
                recordedFrom,
                recordedBefore,
                with,
                at);
    }

    public RefusedException refusal(String wanted) {
        return Problem.REPLAY_STATE
                .because("The replay " + id + " is " + state.word() + " and cannot be " + wanted)
                .asException();
    }

    /**
     * Where a timeline runs: what was recorded at {@code recorded} is due at {@code wall}, both in epoch milliseconds; what
     * was recorded later is due later, by its distance over the factor. It moves with every pause, resumption and change of
     * pace.
     */
    public record Anchor(long wall, long recorded) {
        /** The moment at which what was recorded then is due, in epoch milliseconds. */
        public long due(long recordedThen, double factor) {
            return wall + (long) Math.ceil((recordedThen - recorded) / factor);
        }

        /** The same timeline, told from where it is at the moment. */
        public Anchor movedTo(long now, double factor) {
            return new Anchor(now, recorded + (long) (Math.max(0, now - wall) * factor));
        }
    }
}
