package dev.playhead.group.partition;

import java.time.Duration;

/** Counts what has changed of a share since its place was written. Owned by the connection's event loop. */
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

    /** When the place has to be written again; {@link Long#MAX_VALUE} for not at all. */
    long dueAt() {
        return count == written ? Long.MAX_VALUE : wroteAt + intervalMillis;
    }

    public boolean isDue(long now) {
        return now >= dueAt();
    }

    /** The place is about to be written as it is now. */
    void writing(long now) {
        wroteAt = now;
        written = count;
        unwritten = 0;
    }

    /** It could not be written. */
    public void notWritten() {
        written = NOT_WRITTEN;
    }

    /** What has been confirmed since the place was written last. */
    public long unwritten() {
        return unwritten;
    }
}
