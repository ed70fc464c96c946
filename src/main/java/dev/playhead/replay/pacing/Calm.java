package dev.playhead.replay.pacing;

import java.util.Arrays;

/**
 * Measures the latency of appends without replays, in short silences at intervals, because no other value shows the
 * effect of the replays. In the first moment of a silence the replays' work in flight ends. It measures a later moment,
 * as soon as the appends that ended in it may have begun in the silence. Pure; owned by one thread.
 */
final class Calm {
    /** The number of pauses for the median, so that a single bad one does not count. */
    private static final int REMEMBERED = 5;

    private static final int LONGEST = 10;

    private final long every;
    private final double moment;
    private final double[] measured = new double[REMEMBERED];
    private int silences;
    private int moments;
    private long endedAt = Long.MIN_VALUE;

    /**
     * @param every milliseconds from one silence to the next
     * @param moment milliseconds from one look to the next
     */
    Calm(long every, long moment) {
        this.every = every;
        this.moment = moment;
    }

    /**
     * Takes the end of a moment.
     *
     * @param now epoch milliseconds
     * @param wanted whether replays send while others append
     * @param appended the latency of an append in this moment, in milliseconds; 0 without an append
     */
    void look(long now, boolean wanted, double appended) {
        if (moments == 0) {
            moments = wanted && isDue(now) ? 1 : 0;
            return;
        }
        boolean begunInSilence = moments > 1 && appended < (moments - 1) * moment;
        if (!begunInSilence && moments < LONGEST) {
            moments++;
            return;
        }
        moments = 0;
        endedAt = now;
        if (begunInSilence && appended > 0) {
            measured[silences++ % REMEMBERED] = appended;
        }
    }

    private boolean isDue(long now) {
        return endedAt == Long.MIN_VALUE || now - endedAt >= every || now < endedAt;
    }

    /** Returns whether the next moment is silent: no replay may send. */
    boolean isSilent() {
        return moments > 0;
    }

    /** Returns the time of an append without replays; 0 before the first measurement. */
    double millis() {
        int known = Math.min(silences, REMEMBERED);
        double[] sorted = Arrays.copyOf(measured, known);
        Arrays.sort(sorted);
        return known == 0 ? 0 : sorted[known / 2];
    }
}
