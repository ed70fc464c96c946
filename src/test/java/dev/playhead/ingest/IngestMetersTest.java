package dev.playhead.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.event.Problem;
import dev.playhead.event.Refusal;
import dev.playhead.metrics.Meter;
import dev.playhead.metrics.Meters;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import org.junit.jupiter.api.Test;

final class IngestMetersTest {
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final IngestMeters meters = new IngestMeters(new Meters(registry));

    @Test
    void shouldPublishZeroOfEachCodeWhenNothingWasRefused() {
        for (Problem problem : Problem.values()) {
            assertThat(refused(problem)).as("%s", problem).isZero();
        }
    }

    @Test
    void shouldCountARefusalByItsCodeWhenThereIsOne() {
        meters.refused(new Refusal(Problem.BUSY, "full", List.of()));
        meters.refused(new Refusal(Problem.BUSY, "full", List.of()));
        meters.refused(new Refusal(Problem.UNAVAILABLE, "away", List.of()));

        assertThat(refused(Problem.BUSY)).isEqualTo(2);
        assertThat(refused(Problem.UNAVAILABLE)).isEqualTo(1);
        assertThat(refused(Problem.TOPIC_NOT_FOUND)).isZero();
    }

    private double refused(Problem problem) {
        return registry.get(Meter.REFUSED.meterName())
                .tag("code", problem.code())
                .counter()
                .count();
    }
}
