package dev.playhead.replay;

/**
 * How long appends take while no replay sends: measured in short silences, every now and then, because nothing else
 * tells what the replays add. A silence lasts two moments: in the first, what replays have under way ends; the second is
 * measured. Pure; owned by one thread.
 */
final class Calm {
    private enum Moment {
        LOUD,
        DRAINING,
        MEASURED
    }

    private final long every;
    private Moment moment = Moment.LOUD;
    private long measuredAt = Long.MIN_VALUE;
    private double millis;

    /** @param every milliseconds from one silence to the next */
    Calm(long every) {
        this.every = every;
    }

    /**
     * A moment has ended.
     *
     * @param now epoch milliseconds
     * @param wanted whether replays send while others append
     * @param appended how long an append took in this moment, in milliseconds; 0 where there was none
     */
    void look(long now, boolean wanted, double appended) {
        switch (moment) {
            case LOUD -> moment = wanted && isDue(now) ? Moment.DRAINING : Moment.LOUD;
            case DRAINING -> moment = Moment.MEASURED;
            case MEASURED -> {
                moment = Moment.LOUD;
                measuredAt = now;
                if (appended > 0) {
                    millis = millis == 0 ? appended : (millis + appended) / 2;
                }
            }
        }
    }

    private boolean isDue(long now) {
        return measuredAt == Long.MIN_VALUE || now - measuredAt >= every || now < measuredAt;
    }

    /** Whether no replay may send in the moment that begins. */
    boolean isSilent() {
        return moment != Moment.LOUD;
    }

    /** How long an append takes then; 0 where that is not known. */
    double millis() {
        return millis;
    }
}
