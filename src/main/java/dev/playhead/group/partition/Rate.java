package dev.playhead.group.partition;

import java.util.ArrayDeque;

/** Measures the recent rate of events over a few seconds, for any number of readers; owned by one thread. */
final class Rate {
    private static final long STEP = 500_000_000L;
    private static final long WINDOW = 3_000_000_000L;
    private static final double SECOND = 1e9;

    private final ArrayDeque<Sample> samples = new ArrayDeque<>();
    private long count;

    /** The count at a time. */
    private record Sample(long at, long count) {}

    /** @param nanos as {@link System#nanoTime()} */
    Rate(long nanos) {
        samples.add(new Sample(nanos, 0));
    }

    void add() {
        count++;
    }

    /** Samples the count, at most once in each step. */
    void sample(long nanos) {
        if (nanos - samples.getLast().at() >= STEP) {
            samples.add(new Sample(nanos, count));
        }
        // The window begins at the last sample before it, unless the last sample is old
        while (samples.size() > 2 && nanos - second().at() >= WINDOW) {
            samples.remove();
        }
        while (samples.size() > 2 && nanos - samples.getFirst().at() > 2 * WINDOW) {
            samples.remove();
        }
    }

    double perSecond(long nanos) {
        sample(nanos);
        Sample from = samples.getFirst();
        return (count - from.count()) * SECOND / Math.max(nanos - from.at(), STEP);
    }

    private Sample second() {
        return samples.stream().skip(1).findFirst().orElseThrow();
    }
}
