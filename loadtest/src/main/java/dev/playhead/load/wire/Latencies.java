package dev.playhead.load.wire;

import java.util.LinkedHashMap;
import java.util.Map;
import org.HdrHistogram.Histogram;

/**
 * Owns what was measured of a schedule: from the time an event was due to its receipt and to its live delivery; each of
 * the two is written by one thread. The schedule's beginning is left out as warm-up.
 */
public final class Latencies {
    private static final long MAX_NANOS = 60_000_000_000L;
    private static final int DIGITS = 3;

    private final OpenLoop schedule;
    private final long warmUp;
    private final Histogram receipts = new Histogram(MAX_NANOS, DIGITS);
    private final Histogram deliveries = new Histogram(MAX_NANOS, DIGITS);

    public Latencies(OpenLoop schedule, long warmUp) {
        this.schedule = schedule;
        this.warmUp = warmUp;
    }

    public void receipt(long event, long nanos) {
        record(receipts, event, nanos);
    }

    public void delivery(long event, long nanos) {
        record(deliveries, event, nanos);
    }

    private void record(Histogram histogram, long event, long nanos) {
        if (event >= warmUp) {
            histogram.recordValue(Math.max(0, Math.min(MAX_NANOS, nanos - schedule.dueNanos(event))));
        }
    }

    /** The percentiles in milliseconds, by name. */
    public Map<String, Double> figures() {
        Map<String, Double> figures = new LinkedHashMap<>();
        put(figures, "receipt", receipts);
        put(figures, "live", deliveries);
        return figures;
    }

    private static void put(Map<String, Double> figures, String name, Histogram histogram) {
        figures.put(name + " p50 ms", histogram.getValueAtPercentile(50) / 1e6);
        figures.put(name + " p99 ms", histogram.getValueAtPercentile(99) / 1e6);
        figures.put(name + " p99.9 ms", histogram.getValueAtPercentile(99.9) / 1e6);
    }
}
