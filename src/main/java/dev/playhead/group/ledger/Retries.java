package dev.playhead.group.ledger;

import java.util.Comparator;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/** Owns the deliveries that wait for their retry, by the moment at which it is due; owned by the ledger's thread. */
final class Retries {
    private final PriorityQueue<LedgerEvent> queue = new PriorityQueue<>(
            Comparator.<LedgerEvent>comparingLong(delivery -> delivery.at).thenComparingLong(LedgerEvent::offset));

    void add(LedgerEvent delivery, long at) {
        delivery.at = at;
        queue.add(delivery);
    }

    void remove(LedgerEvent delivery) {
        queue.remove(delivery);
    }

    /** The first that is due. */
    @Nullable
    LedgerEvent due(long now) {
        LedgerEvent first = queue.peek();
        return first != null && first.at <= now ? first : null;
    }

    long nextAt() {
        LedgerEvent first = queue.peek();
        return first == null ? Long.MAX_VALUE : first.at;
    }
}
