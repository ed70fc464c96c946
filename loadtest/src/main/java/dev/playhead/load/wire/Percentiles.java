package dev.playhead.load.wire;

import java.util.LinkedHashMap;
import java.util.Map;
import org.HdrHistogram.Histogram;

/** Owns the latencies of one kind, from which percentiles are taken; written by one thread, read when that has ended. */
public final class Percentiles {
    private static final long MAX_NANOS = 60_000_000_000L;
    private static final int DIGITS = 3;

    private final Histogram histogram = new Histogram(MAX_NANOS, DIGITS);

    /** That many events took so long. */
    public void record(long nanos, long events) {
        histogram.recordValueWithCount(Math.max(0, Math.min(MAX_NANOS, nanos)), events);
    }

    public void add(Percentiles other) {
        histogram.add(other.histogram);
    }

    /** In milliseconds, by name. */
    public Map<String, Double> figures(String name) {
        Map<String, Double> figures = new LinkedHashMap<>();
        figures.put(name + " p50 ms", histogram.getValueAtPercentile(50) / 1e6);
        figures.put(name + " p99 ms", histogram.getValueAtPercentile(99) / 1e6);
        figures.put(name + " p99.9 ms", histogram.getValueAtPercentile(99.9) / 1e6);
        return figures;
    }
}
