package dev.playhead.load.wire;

/** Tells what a driver has done: events stored (or delivered), events refused, and the time from first byte to last. */
public record Outcome(long events, long refused, long nanos) {
    public double eventsPerSecond() {
        return events * 1e9 / nanos;
    }

    /** The same, or an exception when this is not the number of events that was to be reached. */
    public Outcome expecting(long expected) {
        if (events != expected || refused != 0) {
            throw new IllegalStateException(
                    "expected " + expected + " events, got " + events + " and " + refused + " refused");
        }
        return this;
    }
}
