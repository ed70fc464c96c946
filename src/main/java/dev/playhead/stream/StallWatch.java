package dev.playhead.stream;

import java.time.Duration;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches one subscription for the silent stall: lag, credit, and nothing moves. Says so once, with the reason. Owned by
 * the subscription's event loop.
 */
public final class StallWatch {
    private static final Logger LOG = LoggerFactory.getLogger(StallWatch.class);
    private static final long SECOND = 1_000_000_000L;

    private final String name;
    private final long patience;
    private final LongSupplier nanos;
    private long movedAt;
    private boolean stalled;

    public StallWatch(String name, Duration patience, LongSupplier nanos) {
        this.name = name;
        this.patience = patience.toNanos();
        this.nanos = nanos;
        this.movedAt = nanos.getAsLong();
    }

    public void moved() {
        movedAt = nanos.getAsLong();
    }

    /** @param hold the reason for which the client gets no event; null if it accepts more */
    public void look(long lag, Credit credit, @Nullable Hold hold, Supplier<String> reason) {
        boolean before = stalled;
        long still = nanos.getAsLong() - movedAt;
        if (lag == 0 || hold != null) {
            moved(); // patience begins when there is something to send and leave to send it
        }
        stalled = lag > 0 && hold == null && still > patience;
        if (stalled && !before) {
            LOG.atWarn()
                    .addKeyValue("subscription", name)
                    .addKeyValue("lag", lag)
                    .addKeyValue("credit", credit.events())
                    .addKeyValue("seconds", still / SECOND)
                    .addKeyValue("reason", reason.get())
                    .log("the subscription is stalled despite lag and credit");
        }
    }

    public boolean isStalled() {
        return stalled;
    }
}
