package dev.playhead.replay;

import dev.playhead.replay.job.Counts;
import dev.playhead.replay.job.Pace;
import dev.playhead.replay.job.Progress;
import dev.playhead.replay.job.ReplayJob;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Finds stalled targets: they have a consumer, but for a while they have sent, skipped and settled no event. Pure; any
 * thread, by its own lock.
 */
final class Stalls {
    private static final double SECOND = 1e9;

    private final long patience;
    private final Map<Target, Seen> seen = new HashMap<>();

    record Target(String job, String name) {}

    /** The counts at one look, with the time since they last changed, by {@link System#nanoTime()}. */
    private record Seen(Counts counts, long since, long last) {
        long still() {
            return last - since;
        }
    }

    Stalls(Duration patience) {
        this.patience = patience.toNanos();
    }

    /**
     * Takes the progress of a target of a running job; a target that waits for its timeline, its pace or consumers is
     * not expected to move.
     */
    synchronized void look(ReplayJob job, Progress progress, long now) {
        Target target = new Target(job.id(), progress.target());
        if (progress.connections() <= 0
                || progress.settled()
                || mayWait(job.request().pace())) {
            seen.remove(target);
            return;
        }
        seen.merge(
                target,
                new Seen(progress.counts(), now, now),
                (before, fresh) ->
                        before.counts().equals(fresh.counts()) ? new Seen(fresh.counts(), before.since(), now) : fresh);
    }

    private boolean mayWait(Pace pace) {
        return pace instanceof Pace.Timeline
                || pace instanceof Pace.EventsPerSecond slow && slow.events() * patience < SECOND;
    }

    /** Looks after no others from now on. */
    synchronized void keep(Predicate<Target> which) {
        seen.keySet().removeIf(which.negate());
    }

    synchronized long count() {
        return seen.values().stream().filter(each -> each.still() >= patience).count();
    }
}
