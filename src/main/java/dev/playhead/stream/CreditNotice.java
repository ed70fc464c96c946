package dev.playhead.stream;

import java.util.EnumSet;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Tells a client that its stream waits for credit: after a while, and each reason once. A client that never had credit
 * gets the notice even if no event waits. Owned by the stream's event loop.
 */
public final class CreditNotice {
    private final Outlet outlet;
    private final LongSupplier clock;
    private final long patience;
    private final Set<Hold> told = EnumSet.noneOf(Hold.class);
    private @Nullable Hold waitsFor;
    private long since;

    /**
     * @param clock any, moving forward
     * @param patience the wait of a stream before the notice, in the units of the clock
     */
    public CreditNotice(Outlet outlet, LongSupplier clock, long patience) {
        this.outlet = outlet;
        this.clock = clock;
        this.patience = patience;
        this.since = clock.getAsLong();
    }

    /**
     * @param hold the reason for which the client gets no event; null if it accepts more
     * @param waits true if events wait, and the client has no open deliveries
     */
    public void look(@Nullable Hold hold, boolean waits, Credit credit) {
        long now = clock.getAsLong();
        Hold reason = hold != Hold.NOT_READ && (waits || credit.granted() == 0) ? hold : null;
        if (reason == null || waitsFor != null && reason != waitsFor) {
            since = now;
        }
        waitsFor = reason;
        if (reason != null && now - since >= patience && told.add(reason)) {
            if (reason == Hold.NO_CREDIT) {
                outlet.notice("no_credit", "The stream waits for credit: send request with n");
            } else {
                outlet.notice(
                        "no_credit_in_bytes",
                        "The next event is larger than the credit in bytes: send request with n and bytes");
            }
        }
    }
}
