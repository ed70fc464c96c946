package dev.playhead.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.function.ToDoubleFunction;

/** Makes the meters of {@link Meter}; keep what it returns, do not ask per event. Any thread. */
public final class Meters {
    private final MeterRegistry registry;

    public Meters(MeterRegistry registry) {
        this.registry = registry;
    }

    /** @param values one for each of the meter's labels */
    public Counter counter(Meter meter, String... values) {
        return Counter.builder(meter.meterName())
                .description(meter.meaning())
                .tags(tags(meter, values))
                .register(registry);
    }

    public Timer timer(Meter meter, String... values) {
        return Timer.builder(meter.meterName())
                .description(meter.meaning())
                .tags(tags(meter, values))
                .publishPercentileHistogram()
                .minimumExpectedValue(Duration.ofNanos(500_000))
                .maximumExpectedValue(Duration.ofSeconds(30))
                .register(registry);
    }

    /** A gauge that looks at {@code state} whenever it is scraped; the state is held strongly. */
    public <T> Gauge gauge(Meter meter, T state, ToDoubleFunction<T> value, String... values) {
        return Gauge.builder(meter.meterName(), state, value)
                .description(meter.meaning())
                .tags(tags(meter, values))
                .strongReference(true)
                .register(registry);
    }

    private static Tags tags(Meter meter, String... values) {
        if (values.length != meter.labels().size()) {
            throw new IllegalArgumentException(meter + " has the labels " + meter.labels());
        }
        Tags tags = Tags.empty();
        for (int label = 0; label < values.length; label++) {
            tags = tags.and(meter.labels().get(label), values[label]);
        }
        return tags;
    }
}
