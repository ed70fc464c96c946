package dev.playhead.replay;

import dev.playhead.metrics.Meter;
import dev.playhead.metrics.Meters;
import io.micrometer.core.instrument.Counter;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** What is counted of replays. Any thread. */
final class ReplayMeters {
    private final Map<ReplayState, Counter> ended = new EnumMap<>(ReplayState.class);
    private final Counter abandoned;
    private volatile List<ReplayJob> known = List.of();

    ReplayMeters(Meters meters) {
        abandoned = meters.counter(Meter.REPLAYS_ABANDONED);
        for (ReplayState state : ReplayState.values()) {
            meters.gauge(Meter.REPLAYS, this, all -> all.in(state), state.word());
            if (state.hasEnded()) {
                ended.put(state, meters.counter(Meter.REPLAYS_ENDED, state.word()));
            }
        }
    }

    private long in(ReplayState state) {
        return known.stream().filter(job -> job.state() == state).count();
    }

    void known(List<ReplayJob> all) {
        known = all;
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
