package dev.playhead.group.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.event.Partition;
import dev.playhead.group.Serving;
import dev.playhead.metrics.Meter;
import dev.playhead.metrics.Meters;
import dev.playhead.testing.MemoryLog;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class GroupGaugesTest {
    private final MemoryLog log = new MemoryLog(() -> 1_700_000_000_000L);
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private List<Serving.Served> served = List.of();
    private final GroupGauges gauges = new GroupGauges(
            log,
            log,
            new Serving() {
                @Override
                public Future<Void> keep(String group) {
                    return Future.succeededFuture();
                }

                @Override
                public Set<String> groups() {
                    return served.isEmpty() ? Set.of() : Set.of("billing");
                }

                @Override
                public Future<List<Served>> served(String group) {
                    return Future.succeededFuture(served);
                }
            },
            new Meters(registry));

    @Test
    void shouldShowSumsOverThePartitionsUntilNothingIsServed() {
        log.topic("orders", 2);
        for (int id = 0; id < 10; id++) {
            log.put(new Partition("orders", id % 2), "{\"specversion\":\"1.0\",\"id\":\"" + id + "\"}");
        }
        Serving.Stuck stuck = new Serving.Stuck(2, 3, 0, "in flight for 4 deadlines");
        served = List.of(of(0, 2, 1, List.of(stuck)), of(1, 4, 0, List.of()));

        assertThat(gauges.look().succeeded()).isTrue();

        assertThat(shown(Meter.GROUP_PARTITIONS)).isEqualTo(2);
        assertThat(shown(Meter.GROUP_LAG)).isEqualTo(3 + 1);
        assertThat(shown(Meter.GROUP_IN_FLIGHT)).isEqualTo(1);
        assertThat(shown(Meter.GROUP_WAITING)).isEqualTo(2 * 7);
        assertThat(shown(Meter.GROUP_STUCK)).isEqualTo(1);

        served = List.of();
        assertThat(gauges.look().succeeded()).isTrue();

        assertThat(shown(Meter.GROUP_PARTITIONS)).isZero();
        assertThat(shown(Meter.GROUP_LAG)).isZero();
    }

    private static Serving.Served of(int partition, long cursor, int inFlight, List<Serving.Stuck> stuck) {
        return new Serving.Served(
                new Partition("orders", partition),
                "member",
                1,
                cursor,
                cursor,
                new Serving.Load(inFlight, 7, 0, 0),
                stuck);
    }

    private double shown(Meter meter) {
        return registry.get(meter.meterName())
                .tags("group", "billing", "topic", "orders")
                .gauge()
                .value();
    }
}
