package dev.playhead.stream;

import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Notifies a subscriber of its progress: caught up, fallen behind and, at most once an interval, its cursor. Owned by
 * the stream's event loop.
 */
public final class ProgressNotifier {
    private final Outlet outlet;
    private final Supplier<String> token;
    private final LongSupplier clock;
    private final long interval;
    private final long behind;
    private String told = "";
    private long toldAt;
    private boolean moved;
    private boolean caughtUp;

    /**
     * @param token returns the token of the stream's cursor
     * @param clock any, moving forward
     * @param interval the time between two tokens, in the units of the clock
     * @param behind the greatest lag that does not count as behind
     */
    public ProgressNotifier(Outlet outlet, Supplier<String> token, LongSupplier clock, long interval, long behind) {
        this.outlet = outlet;
        this.token = token;
        this.clock = clock;
        this.interval = interval;
        this.behind = behind;
        this.toldAt = clock.getAsLong();
    }

    /** Returns the token to send with events; it reports the cursor. */
    public String sent() {
        toldAt = clock.getAsLong();
        moved = false;
        told = token.get();
        return told;
    }

    /** Notes that the cursor may have moved since the last report. */
    public void moved() {
        moved = true;
    }

    /** Everything up to the end has been sent. */
    public void atEnd() {
        if (!caughtUp) {
            caughtUp = true;
            outlet.caughtUp(sent());
        }
    }

    /** Takes the number of offsets up to the end. */
    public void lag(long offsets) {
        if (caughtUp && offsets > behind) {
            caughtUp = false;
            outlet.fellBehind(sent(), offsets);
        }
    }

    /** Reports the cursor, if it has moved since the last report and the interval has passed. */
    public void place() {
        if (moved && clock.getAsLong() - toldAt >= interval) {
            String before = told;
            if (!sent().equals(before)) {
                outlet.place(told);
            }
        }
    }

    /** Returns the earliest time of the next notice of a place, by the clock. */
    public long dueAt() {
        return toldAt + interval;
    }
}
