package dev.playhead.kafka.append;

import dev.playhead.metrics.Meter;
import dev.playhead.metrics.Meters;
import io.micrometer.core.instrument.Counter;
import org.apache.kafka.clients.producer.Producer;
import org.jspecify.annotations.Nullable;

/**
 * Publishes a few of the many metrics of the present producer: those that show whether Kafka is fast enough. Each
 * scrape reads them; any thread.
 */
public final class ProducerMeters {
    private static final String GROUP = "producer-metrics";

    private final Counter replaced;
    private volatile @Nullable Producer<byte[], byte[]> current;

    public ProducerMeters(Meters meters) {
        replaced = meters.counter(Meter.PRODUCERS_REPLACED);
        meters.gauge(Meter.PRODUCER_LATENCY, this, all -> all.value("request-latency-avg") / 1000);
        meters.gauge(Meter.PRODUCER_BUFFER_FREE, this, all -> all.value("buffer-available-bytes"));
        meters.gauge(Meter.PRODUCER_ERRORS, this, all -> all.value("record-error-rate"));
        meters.gauge(Meter.PRODUCER_RETRIES, this, all -> all.value("record-retry-rate"));
    }

    /** Publishes the meters of this producer from now on. */
    public Producer<byte[], byte[]> of(Producer<byte[], byte[]> made) {
        if (current != null) {
            replaced.increment();
        }
        current = made;
        return made;
    }

    /** Returns the value of a metric; 0 without one yet. */
    private double value(String name) {
        Producer<byte[], byte[]> producer = current;
        if (producer == null) {
            return 0;
        }
        double value = producer.metrics().entrySet().stream()
                .filter(each -> each.getKey().name().equals(name)
                        && each.getKey().group().equals(GROUP))
                .map(each -> each.getValue().metricValue())
                .filter(Number.class::isInstance)
                .mapToDouble(each -> ((Number) each).doubleValue())
                .findFirst()
                .orElse(0);
        return Double.isFinite(value) ? value : 0;
    }
}
