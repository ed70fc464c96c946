package dev.playhead.ingest;

import java.time.Duration;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Owns whether appends come to their ends in time: they do not while none ended well for {@code ingest.timeout} and one
 * timed out, or waits for longer. A log can be there and serve nothing. {@link #ended} on any thread, {@link #look} on one.
 *
 * <p>Where only some time out the node can still serve the others, and is left to do so. Without requests it is taken to
 * serve again {@code ingest.timeout} after the last that timed out, because who asks for readiness sends none until then.
 */
final class AppendWatch {
    private final long timeout;
    private final LongSupplier nanos;
    private final BiConsumer<Boolean, String> tell;
    private volatile long endedAt;
    private volatile long timedOutAt;
    private long idleAt;
    private @Nullable Boolean told;

    /** @param tell whether appends end, and why not; called at the first look and at each change */
    AppendWatch(Duration timeout, LongSupplier nanos, BiConsumer<Boolean, String> tell) {
        this.timeout = timeout.toNanos();
        this.nanos = nanos;
        this.tell = tell;
        long now = nanos.getAsLong();
        endedAt = now - this.timeout;
        timedOutAt = now - this.timeout;
        idleAt = now;
    }

    /** @param timedOut whether the submission that ended has an event whose fate is not known */
    void ended(boolean timedOut) {
        if (timedOut) {
            timedOutAt = nanos.getAsLong();
        } else {
            endedAt = nanos.getAsLong();
        }
    }

    /** @param idle whether no append waits */
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
