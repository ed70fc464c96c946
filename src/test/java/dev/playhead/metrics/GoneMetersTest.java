package dev.playhead.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Meters of topics, groups and both, some of which are gone. */
final class GoneMetersTest {
    private final MeterRegistry registry = new SimpleMeterRegistry();
    private final Meters meters = new Meters(registry);
    private final Labelled<Counter> skipped = meters.labelled(
            Meter.GROUP_SKIPPED,
            values -> meters.counter(Meter.GROUP_SKIPPED, values.get(0), values.get(1)),
            any -> false);

    @Test
    void shouldGoAtTheSecondLookWhenTheGroupOrTheTopicIsGone() {
        skipped.of("billing", "orders").increment();
        skipped.of("search", "orders").increment();
        skipped.of("billing", "payments").increment();

        meters.retain(Set.of("orders"), Set.of("billing"));
        assertThat(shown()).hasSize(3);
        meters.retain(Set.of("orders"), Set.of("billing"));
        assertThat(shown()).containsExactly("billing/orders");
    }

    @Test
    void shouldStayWhenTheTopicIsMissingOnce() {
        skipped.of("billing", "new").increment();

        meters.retain(Set.of(), Set.of("billing"));
        meters.retain(Set.of("new"), Set.of("billing"));
        meters.retain(Set.of(), Set.of("billing"));
        assertThat(shown()).containsExactly("billing/new");
    }

    @Test
    void shouldCountAgainWhenTheTopicIsMadeAgain() {
        skipped.of("billing", "orders").increment(5);
        meters.retain(Set.of(), Set.of("billing"));
        meters.retain(Set.of(), Set.of("billing"));
        skipped.of("billing", "orders").increment(2);

        assertThat(registry.get(Meter.GROUP_SKIPPED.meterName()).counter().count())
                .isEqualTo(2);
    }

    @Test
    void shouldKeepTheGroupWhenATopicOfItsNameIsGone() {
        Labelled<AtomicLong> lags = meters.labelled(
                Meter.GROUP_LAG,
                values -> {
                    AtomicLong lag = new AtomicLong();
                    meters.gauge(Meter.GROUP_LAG, lag, AtomicLong::get, values.get(0), values.get(1));
                    return lag;
                },
                any -> false);
        meters.counter(Meter.DELIVERED, "billing").increment();
        lags.of("billing", "orders").set(1);
        meters.retain(Set.of("orders"), Set.of("billing"));
        meters.retain(Set.of("orders"), Set.of("billing"));
        lags.of("billing", "orders").set(7);

        assertThat(registry.find(Meter.DELIVERED.meterName()).counter()).isNull();
        assertThat(registry.get(Meter.GROUP_LAG.meterName()).gauge().value()).isEqualTo(7);
    }

    @Test
    void shouldStayWhenSomethingStillCountsInThem() {
        AtomicLong subscriptions = new AtomicLong(1);
        Labelled<AtomicLong> topics = meters.labelled(
                Meter.SUBSCRIPTIONS,
                values -> {
                    meters.gauge(Meter.SUBSCRIPTIONS, subscriptions, AtomicLong::get, values.get(0));
                    return subscriptions;
                },
                count -> count.get() > 0);
        topics.of("orders");
        meters.retain(Set.of(), Set.of());
        meters.retain(Set.of(), Set.of());
        assertThat(registry.getMeters()).hasSize(1);

        subscriptions.set(0);
        meters.retain(Set.of(), Set.of());
        meters.retain(Set.of(), Set.of());
        assertThat(registry.getMeters()).isEmpty();
    }

    private Set<String> shown() {
        Set<String> shown = new TreeSet<>();
        registry.getMeters()
                .forEach(meter -> shown.add(
                        meter.getId().getTag("group") + "/" + meter.getId().getTag("topic")));
        return shown;
    }
}
