package dev.playhead.group.member;

import dev.playhead.group.GroupOutlet;
import java.util.function.LongSupplier;

/**
 * Tells a client once that it has confirmed nothing, half a deadline after its first delivery. Unconfirmed events are
 * retried and finally parked. Owned by the connection's event loop.
 */
final class ConfirmNotice {
    private final GroupOutlet outlet;
    private final LongSupplier clock;
    private final long patience;
    private long dueAt = Long.MAX_VALUE;
    private boolean done;

    /**
     * @param clock epoch milliseconds
     * @param deadline that of a delivery, in milliseconds
     */
    ConfirmNotice(GroupOutlet outlet, LongSupplier clock, long deadline) {
        this.outlet = outlet;
        this.clock = clock;
        this.patience = deadline / 2;
    }

    /** Events were sent. */
    void sent() {
        if (!done && dueAt == Long.MAX_VALUE) {
            dueAt = clock.getAsLong() + patience;
        }
    }

    /** Notes that the client has answered a delivery. */
    void acknowledged() {
        done = true;
        dueAt = Long.MAX_VALUE;
    }

    /** Returns the time of the next check, in epoch milliseconds. */
    long dueAt() {
        return dueAt;
    }

    /** @param inFlight whether the client still has events */
    void look(boolean inFlight) {
        if (dueAt != Long.MAX_VALUE && clock.getAsLong() >= dueAt) {
            dueAt = Long.MAX_VALUE;
            if (inFlight) {
                done = true;
                outlet.notice(
                        "nothing_confirmed",
                        "This connection has confirmed nothing: send confirm for each processed delivery. Playhead "
                                + "retries the other deliveries after the deadline of the group, and parks them "
                                + "after the last attempt");
            }
        }
    }
}
