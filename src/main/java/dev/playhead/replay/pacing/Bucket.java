package dev.playhead.replay.pacing;

/**
 * A token bucket: what flows in at a rate, up to a bound, may be taken out, and once more than there is; then it is empty
 * until that has flowed in. Over any stretch of time no more is taken than the rate allows, the bound and one taking
 * beyond. Pure; owned by one thread. Moments are in epoch milliseconds; a clock that is set back stops the flow for as
 * long as it takes.
 */
public final class Bucket {
    private final double seconds;
    private final double least;
    private double rate;
    private double level;
    private long at;

    /**
     * @param rate a second
     * @param seconds how much of the flow it holds
     * @param least what it holds at least
     */
    public Bucket(double rate, double seconds, double least, long now) {
        this.rate = rate;
        this.seconds = seconds;
        this.least = least;
        this.at = now;
        this.level = least;
    }

    public double rate() {
        return rate;
    }

    /** The flow changes; what is in stays in, as far as it fits. */
    public void rate(double perSecond, long now) {
        flow(now);
        rate = perSecond;
        level = Math.min(level, bound());
    }

    /** Returns the whole units that may be taken. */
    public long available(long now) {
        flow(now);
        return (long) Math.max(0, Math.floor(level + 1e-9));
    }

    public void take(long amount, long now) {
        flow(now);
        level -= amount;
    }

    /** Returns the time at which a whole unit may be taken again. */
    public long availableAt(long now) {
        flow(now);
        return level >= 1 ? now : now + Math.max(1, (long) Math.min(1e12, Math.ceil((1 - level) / rate * 1000)));
    }

    double bound() {
        return Math.max(least, rate * seconds);
    }

    private void flow(long now) {
        if (now > at) {
            level = Math.min(bound(), level + (now - at) * rate / 1000);
            at = now;
        }
    }
}
