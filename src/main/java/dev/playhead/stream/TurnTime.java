package dev.playhead.stream;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Bounds the time of one turn on an event loop, because a filter can take any time for a number of records. Owned by
 * one event loop.
 */
public final class TurnTime {
    private final long most;
    private final LongSupplier nanos;
    private long until;

    /** @param nanos as {@link System#nanoTime()} */
    public TurnTime(Duration most, LongSupplier nanos) {
        this.most = most.toNanos();
        this.nanos = nanos;
    }

    /** A turn begins now. */
    public void begin() {
        until = nanos.getAsLong() + most;
    }

    /** Returns whether the turn is over. */
    public boolean isOver() {
        return nanos.getAsLong() - until >= 0;
    }
}
