package dev.playhead.ingest;

import java.time.Duration;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Watches whether appends end in time. They do not while no append was stored for {@code ingest.timeout} and one timed
 * out, or waits for longer. A log may answer and store nothing. {@link #ended} is for any thread, {@link #look} for
 * one.
 *
 * <p>When only some appends time out, the node still serves the others and stays ready. Without requests it counts as
 * ready {@code ingest.timeout} after the last time-out, because a balancer sends no requests to a node that is not
 * ready.
 */
final class AppendWatch {
    private final long timeout;
    private final LongSupplier nanos;
    private final BiConsumer<Boolean, String> tell;
    private volatile long endedAt;
    private volatile long timedOutAt;
    private long idleAt;
    private @Nullable Boolean told;

    /** @param tell takes whether appends end, and the reason if not, at the first look and at each change */
    AppendWatch(Duration timeout, LongSupplier nanos, BiConsumer<Boolean, String> tell) {
        this.timeout = timeout.toNanos();
        this.nanos = nanos;
        this.tell = tell;
        long now = nanos.getAsLong();
        endedAt = now - this.timeout;
        timedOutAt = now - this.timeout;
        idleAt = now;
    }

    /** @param timedOut whether the ended submission has an event with an unknown outcome */
    void ended(boolean timedOut) {
        if (timedOut) {
            timedOutAt = nanos.getAsLong();
        } else {
            endedAt = nanos.getAsLong();
        }
    }

    /** @param idle true when no append waits */
    void look(boolean idle) {
        long now = nanos.getAsLong();
        if (idle) {
            idleAt = now;
        }
        boolean noneEnds = now - endedAt >= timeout;
        boolean oneTimesOut = now - timedOutAt < timeout || now - idleAt > timeout;
        boolean serves = !(noneEnds && oneTimesOut);
        if (told == null || told != serves) {
            told = serves;
            tell.accept(serves, serves ? "" : "the log answers, but appends time out");
        }
    }
}
