package dev.playhead.load.wire;

import java.time.Duration;

/** Says how fast and how long: a rate kept through a warm-up, which is not measured, and then a measured time. */
public record Rate(long eventsPerSecond, Duration warmUp, Duration measured) {
    public long warmUpEvents() {
        return eventsPerSecond * warmUp.toMillis() / 1000;
    }

    public long events() {
        return warmUpEvents() + eventsPerSecond * measured.toMillis() / 1000;
    }

    public Duration duration() {
        return warmUp.plus(measured);
    }
}
