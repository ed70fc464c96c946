package dev.playhead.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;

/** Makes the meters of {@link Meter}; keep the result, and do not call it per event. Any thread. */
public final class Meters {
    private static final String TOPIC = "topic";
    private static final String GROUP = "group";

    private final MeterRegistry registry;
    private final List<Labelled<?>> labelled = new CopyOnWriteArrayList<>();

    // Guarded by this
    private Set<Labelled.Label> missed = Set.of();

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

    /**
     * Makes meters by labels; {@link #retain} may drop them.
     *
     * @param like a meter with the same labels
     * @param making makes the meters for the labels' values
     * @param inUse keeps meters in use, against {@code retain}
     */
    public <T> Labelled<T> labelled(Meter like, Function<List<String>, T> making, Predicate<T> inUse) {
        Labelled<T> kept = new Labelled<>(like.labels(), making, inUse);
        labelled.add(kept);
        return kept;
    }

    /**
     * Removes the meters of topics and groups that are missing for the second time in a row: one that was made while the
     * caller looked is missing once.
     */
    public synchronized void retain(Set<String> topics, Set<String> groups) {
        Set<Labelled.Label> missing = new HashSet<>();
        for (io.micrometer.core.instrument.Meter each : registry.getMeters()) {
            missing.addAll(missingOf(each.getId(), topics, groups));
        }
        missing.removeIf(label -> labelled.stream().anyMatch(each -> each.uses(label)));
        Set<Labelled.Label> gone = new HashSet<>(missing);
        gone.retainAll(missed);
        missed = missing;
        if (gone.isEmpty()) {
            return;
        }
        labelled.forEach(each -> each.drop(gone));
        for (io.micrometer.core.instrument.Meter each : registry.getMeters()) {
            if (missingOf(each.getId(), topics, groups).stream().anyMatch(gone::contains)) {
                registry.remove(each);
            }
        }
    }

    private static List<Labelled.Label> missingOf(
            io.micrometer.core.instrument.Meter.Id id, Set<String> topics, Set<String> groups) {
        List<Labelled.Label> missing = new ArrayList<>(2);
        String topic = id.getTag(TOPIC);
        String group = id.getTag(GROUP);
        if (topic != null && !topics.contains(topic)) {
            missing.add(new Labelled.Label(TOPIC, topic));
        }
        if (group != null && !groups.contains(group)) {
            missing.add(new Labelled.Label(GROUP, group));
        }
        return missing;
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
