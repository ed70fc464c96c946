package dev.playhead.group.partition;

import java.time.Duration;

/** Counts the changes of a partition since its cursor was written. Owned by the event loop of the connection. */
public final class Changes {
    private static final long NOT_WRITTEN = -1;

    private final long intervalMillis;
    private long count;
    private long written;
    private long unwritten;
    private long wroteAt;

    /** @param now epoch milliseconds */
    Changes(Duration interval, long now) {
        this.intervalMillis = interval.toMillis();
        this.wroteAt = now;
    }

    void add() {
        count++;
    }

    void confirmed() {
        count++;
        unwritten++;
    }

    /** Returns the time of the next write of the cursor; {@link Long#MAX_VALUE} for none. */
    long dueAt() {
        return count == written ? Long.MAX_VALUE : wroteAt + intervalMillis;
    }

    public boolean isDue(long now) {
        return now >= dueAt();
    }

    /** Notes that a write of the present cursor begins. */
    void writing(long now) {
        wroteAt = now;
        written = count;
        unwritten = 0;
    }

    /** The cursor could not be written. */
    public void notWritten() {
        written = NOT_WRITTEN;
    }

    /** Counts the confirmations since the last write of the cursor. */
    public long unwritten() {
        return unwritten;
    }
}
