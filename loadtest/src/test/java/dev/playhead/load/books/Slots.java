package dev.playhead.load.books;

import java.util.Locale;
import java.util.OptionalInt;
import org.HdrHistogram.Histogram;

/**
 * Owns answers and failures by when their request was due, in slots of the same length; any thread.
 *
 * <p>A slot holds while the wanted percentile of its answers is within the bound, few enough have failed, and there are
 * answers at all.
 */
public final class Slots {
    private static final long MAX_NANOS = 120_000_000_000L;
    private static final int DIGITS = 2;
    private static final double PERCENTILE = 99;
    private static final double NANOS_A_MILLI = 1e6;

    /** What a slot must keep to. */
    public record Bound(double p99Millis, double failedShare) {}

    private final long slotNanos;
    private final Bound bound;
    private final Histogram[] answers;
    private final long[] failed;

    public Slots(int slots, long slotNanos, Bound bound) {
        this.slotNanos = slotNanos;
        this.bound = bound;
        this.answers = new Histogram[slots];
        for (int slot = 0; slot < slots; slot++) {
            answers[slot] = new Histogram(MAX_NANOS, DIGITS);
        }
        this.failed = new long[slots];
    }

    /** An answer that was due so long after the beginning, and took so long. */
    public synchronized void answered(long sinceNanos, long tookNanos) {
        answers[slot(sinceNanos)].recordValue(Math.max(0, Math.min(MAX_NANOS, tookNanos)));
    }

    public synchronized void failed(long sinceNanos) {
        failed[slot(sinceNanos)]++;
    }

    /** The slot of a time after the beginning; what is later is in the last. */
    public int slot(long sinceNanos) {
        return (int) Math.max(0, Math.min(answers.length - 1, sinceNanos / slotNanos));
    }

    public synchronized boolean holds(int slot) {
        long answered = answers[slot].getTotalCount();
        return answered > 0
                && p99Millis(slot) <= bound.p99Millis()
                && failed[slot] <= bound.failedShare() * (answered + failed[slot]);
    }

    public synchronized double p99Millis(int slot) {
        return answers[slot].getValueAtPercentile(PERCENTILE) / NANOS_A_MILLI;
    }

    /** The first slot that does not hold. */
    public synchronized OptionalInt broken() {
        for (int slot = 0; slot < answers.length; slot++) {
            if (!holds(slot)) {
                return OptionalInt.of(slot);
            }
        }
        return OptionalInt.empty();
    }

    /** The first slot from there on that holds, as do all after it that have answers. */
    public synchronized OptionalInt recovered(int from) {
        int good = answers.length;
        for (int slot = answers.length - 1; slot >= from && (holds(slot) || isEmpty(slot)); slot--) {
            good = slot;
        }
        while (good < answers.length && isEmpty(good)) {
            good++;
        }
        return good < answers.length ? OptionalInt.of(good) : OptionalInt.empty();
    }

    private boolean isEmpty(int slot) {
        return answers[slot].getTotalCount() + failed[slot] == 0;
    }

    /** The percentile in milliseconds over slots [from, to). */
    public synchronized double p99Millis(int from, int to) {
        Histogram sum = new Histogram(MAX_NANOS, DIGITS);
        for (int slot = Math.max(0, from); slot < Math.min(to, answers.length); slot++) {
            sum.add(answers[slot]);
        }
        return sum.getValueAtPercentile(PERCENTILE) / NANOS_A_MILLI;
    }

    /** The share of what was asked for that failed, over slots [from, to). */
    public synchronized double failedShare(int from, int to) {
        long answered = 0;
        long lost = 0;
        for (int slot = Math.max(0, from); slot < Math.min(to, answers.length); slot++) {
            answered += answers[slot].getTotalCount();
            lost += failed[slot];
        }
        return lost == 0 ? 0 : (double) lost / (answered + lost);
    }

    /** A slot in a line: answers, failures, percentiles. */
    public synchronized String line(int slot) {
        return String.format(
                Locale.ROOT,
                "%d answers, %d failed, p50 %.1f ms, p99 %.1f ms",
                answers[slot].getTotalCount(),
                failed[slot],
                answers[slot].getValueAtPercentile(50) / NANOS_A_MILLI,
                p99Millis(slot));
    }

    public int count() {
        return answers.length;
    }
}
