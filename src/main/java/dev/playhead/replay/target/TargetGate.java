package dev.playhead.replay.target;

import dev.playhead.group.Gate;
import dev.playhead.replay.job.Pace;
import dev.playhead.replay.job.ReplayJob;
import dev.playhead.replay.job.ReplayState;
import dev.playhead.replay.pacing.Bucket;
import dev.playhead.replay.pacing.NodeBudget;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Lets one connection of a target send as fast as its job says: nothing unless the job is running, this connection's part
 * of the pace, and no more than the node can spare. Owned by the connection's event loop.
 */
final class TargetGate implements Gate {
    /** A pause between two looks at the clock must not cost pace. */
    private static final double SECONDS = 0.1;

    private final Supplier<@Nullable ReplayJob> job;
    private final NodeBudget budget;
    private Pace pace = new Pace.Full();
    private @Nullable Bucket bucket;
    private double part = 1;

    /** @param job returns the present job; null for a deleted one */
    TargetGate(Supplier<@Nullable ReplayJob> job, NodeBudget budget) {
        this.job = job;
        this.budget = budget;
    }

    @Override
    public int events(long now) {
        if (!isOpen()) {
            return 0;
        }
        Bucket own = bucket(now);
        return own == null || !(pace instanceof Pace.EventsPerSecond)
                ? Integer.MAX_VALUE
                : (int) Math.min(Integer.MAX_VALUE, own.available(now));
    }

    @Override
    public long bytes(long now) {
        if (!isOpen()) {
            return 0;
        }
        Bucket own = bucket(now);
        long ofPace = own == null || !(pace instanceof Pace.BytesPerSecond) ? Long.MAX_VALUE : own.available(now);
        return ofPace == 0 ? 0 : Math.min(ofPace, budget.bytes());
    }

    @Override
    public long due(long recorded) {
        ReplayJob current = job.get();
        return current != null && current.request().pace() instanceof Pace.Timeline timeline
                ? current.anchor().due(recorded, timeline.factor())
                : Long.MIN_VALUE;
    }

    @Override
    public void sent(long now, int events, long bytes) {
        budget.sent(bytes);
        Bucket own = bucket(now);
        if (own != null) {
            own.take(pace instanceof Pace.EventsPerSecond ? events : bytes, now);
        }
    }

    @Override
    public long opensAt(long now) {
        if (!isOpen()) {
            return Long.MAX_VALUE;
        }
        Bucket own = bucket(now);
        return Math.max(own == null ? now : own.availableAt(now), budget.opensAt(now));
    }

    @Override
    public void part(double ofAll) {
        part = ofAll;
    }

    private boolean isOpen() {
        ReplayJob current = job.get();
        return current != null && current.state() == ReplayState.RUNNING;
    }

    /** Returns the bucket of the present pace; null if it needs none. */
    private @Nullable Bucket bucket(long now) {
        ReplayJob current = job.get();
        Pace wanted = current == null ? pace : current.request().pace();
        double rate = part
                * (wanted instanceof Pace.EventsPerSecond events
                        ? events.events()
                        : wanted instanceof Pace.BytesPerSecond bytes ? bytes.bytes() : 0);
        if (!wanted.equals(pace)) {
            pace = wanted;
            bucket = null;
        }
        Bucket own = bucket;
        if (rate == 0) {
            bucket = null;
        } else if (own == null) {
            bucket = new Bucket(rate, SECONDS, 1, now);
        } else if (own.rate() != rate) {
            own.rate(rate, now);
        }
        return bucket;
    }
}
