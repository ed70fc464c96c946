package dev.playhead.stream;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * How long one turn may hold its event loop, because a filter can make any number of records take any time. Owned by one
 * event loop.
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

    /** Whether the others of the event loop should have their turn now. */
    public boolean isOver() {
        return nanos.getAsLong() - until >= 0;
    }
}
