package dev.playhead.replay.pacing;

/**
 * Holds a token bucket: tokens flow in at a rate, up to a limit. A caller may take more than the bucket has, and then
 * it stays empty until the missing tokens have flowed in. Over any time, callers take at most the flow of the rate, the
 * limit and one excess. Pure; owned by one thread. Times are in epoch milliseconds; a clock that is set back stops the
 * flow until it has caught up.
 */
public final class Bucket {
    private final double seconds;
    private final double least;
    private double rate;
    private double level;
    private long at;

    /**
     * @param rate tokens a second
     * @param seconds the limit, as seconds of flow
     * @param least the minimum of the limit
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

    /** Changes the rate; the bucket keeps its tokens, as far as they fit. */
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
