package dev.playhead.replay.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.metrics.Meters;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class ReplayMetersTest {
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final ReplayMeters meters = new ReplayMeters(new Meters(registry));

    @Test
    void shouldShowTheStateAtOnceWhenAJobChanges() {
        ReplayJob running = SampleJobs.made("r-1", 1).start(2, 0);
        meters.changed("r-1", Optional.of(running));
        assertThat(in("running")).isOne();

        meters.changed("r-1", Optional.of(running.cancel(3)));
        assertThat(in("running")).isZero();
        assertThat(in("cancelled")).isOne();

        meters.changed("r-1", Optional.empty());
        assertThat(in("cancelled")).isZero();
    }

    @Test
    void shouldKeepTheYoungerStateWhenAnOldLookComesLate() {
        ReplayJob running = SampleJobs.made("r-1", 1).start(2, 0);
        meters.changed("r-1", Optional.of(running.cancel(3)));

        meters.known(List.of(running));

        assertThat(in("cancelled")).isOne();
    }

    @Test
    void shouldForgetAJobWhenALookDoesNotFindIt() {
        meters.changed("r-1", Optional.of(SampleJobs.made("r-1", 1)));

        meters.known(List.of());

        assertThat(in("pending")).isZero();
    }

    private double in(String state) {
        return registry.get("playhead.replays").tag("state", state).gauge().value();
    }
}
