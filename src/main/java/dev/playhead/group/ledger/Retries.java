package dev.playhead.group.ledger;

import java.util.Comparator;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/** Owns the deliveries that wait for their retry, by the moment at which it is due; owned by the ledger's thread. */
final class Retries {
    private final PriorityQueue<Delivery> queue = new PriorityQueue<>(
            Comparator.<Delivery>comparingLong(delivery -> delivery.at).thenComparingLong(Delivery::offset));

    void add(Delivery delivery, long at) {
        delivery.at = at;
        queue.add(delivery);
    }

    void remove(Delivery delivery) {
        queue.remove(delivery);
    }

    /** The first that is due. */
    @Nullable
    Delivery due(long now) {
        Delivery first = queue.peek();
        return first != null && first.at <= now ? first : null;
    }

    long nextAt() {
        Delivery first = queue.peek();
        return first == null ? Long.MAX_VALUE : first.at;
    }
}
