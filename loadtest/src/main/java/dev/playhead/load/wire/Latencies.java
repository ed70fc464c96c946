package dev.playhead.load.wire;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Owns what was measured of a schedule: from the time an event was due to its receipt and to its live delivery; each of
 * the two is written by one thread. The schedule's beginning is left out as warm-up.
 */
public final class Latencies {
    private final OpenLoop schedule;
    private final long warmUp;
    private final Percentiles receipts = new Percentiles();
    private final Percentiles deliveries = new Percentiles();

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

    private void record(Percentiles percentiles, long event, long nanos) {
        if (event >= warmUp) {
            percentiles.record(nanos - schedule.dueNanos(event), 1);
        }
    }

    /** The percentiles in milliseconds, by name. */
    public Map<String, Double> figures() {
        Map<String, Double> figures = new LinkedHashMap<>(receipts.figures("receipt"));
        figures.putAll(deliveries.figures("live"));
        return figures;
    }
}
