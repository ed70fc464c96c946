package dev.playhead.replay.pacing;

/** Measures the time of the appends that have ended since it began; owned by one thread. */
final class AppendSample {
    /** The number of appends that a mean needs, unless enough checks have passed. */
    private static final int ENOUGH = 20;

    private static final int LOOKS = 10;

    private final NodeBudget.Strain strain;
    private int looks;
    private long before;
    private double millisBefore;

    AppendSample(NodeBudget.Strain strain) {
        this.strain = strain;
        restart();
    }

    /** A moment more. */
    void look() {
        looks++;
    }

    void restart() {
        looks = 0;
        before = strain.appends();
        millisBefore = strain.appendMillis();
    }

    boolean isEmpty() {
        return count() == 0;
    }

    /** Returns whether the sample is large enough for a judgement. */
    boolean isEnough() {
        return looks >= LOOKS || count() >= ENOUGH;
    }

    /** Returns the mean time in milliseconds; 0 without an append. */
    double mean() {
        long count = count();
        return count == 0 ? 0 : (strain.appendMillis() - millisBefore) / count;
    }

    private long count() {
        return strain.appends() - before;
    }
}
