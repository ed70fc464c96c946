package dev.playhead.replay.job;

import dev.playhead.metrics.Meter;
import dev.playhead.metrics.Meters;
import io.micrometer.core.instrument.Counter;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Counts the ends of replays. Any thread. */
public final class ReplayMeters {
    private final Map<ReplayState, Counter> ended = new EnumMap<>(ReplayState.class);
    private final Counter abandoned;
    private final Map<String, ReplayJob> known = new ConcurrentHashMap<>();
    private volatile long stalled;

    public ReplayMeters(Meters meters) {
        abandoned = meters.counter(Meter.REPLAYS_ABANDONED);
        meters.gauge(Meter.REPLAYS_STALLED, this, all -> all.stalled);
        for (ReplayState state : ReplayState.values()) {
            meters.gauge(Meter.REPLAYS, this, all -> all.in(state), state.word());
            if (state.hasEnded()) {
                ended.put(state, meters.counter(Meter.REPLAYS_ENDED, state.word()));
            }
        }
    }

    private long in(ReplayState state) {
        return known.values().stream().filter(job -> job.state() == state).count();
    }

    /** Takes all existing replays, and corrects the counts for changes that a lost node did not report. */
    public void known(List<ReplayJob> all) {
        Map<String, ReplayJob> found = new HashMap<>();
        all.forEach(job -> found.put(job.id(), job));
        known.keySet().retainAll(found.keySet());
        found.values().forEach(this::younger);
    }

    /** Takes a changed job; empty for a removed one. */
    public void changed(String id, Optional<ReplayJob> job) {
        job.ifPresentOrElse(this::younger, () -> known.remove(id));
    }

    private void younger(ReplayJob job) {
        known.merge(job.id(), job, (one, other) -> one.epoch() > other.epoch() ? one : other);
    }

    public void stalled(long targets) {
        stalled = targets;
    }

    void ended(ReplayState state) {
        Counter counter = ended.get(state);
        if (counter != null) {
            counter.increment();
        }
    }

    void abandoned() {
        abandoned.increment();
    }
}
