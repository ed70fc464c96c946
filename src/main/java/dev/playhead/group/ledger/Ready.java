package dev.playhead.group.ledger;

import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * Owns the events that may be given now or later, by offset; owned by the ledger's thread. An event in order costs
 * nothing; only a late one is sorted in.
 */
final class Ready {
    private final ArrayDeque<LedgerEvent> inOrder = new ArrayDeque<>();
    private final PriorityQueue<LedgerEvent> late = new PriorityQueue<>(Comparator.comparingLong(LedgerEvent::offset));

    void add(LedgerEvent delivery) {
        LedgerEvent last = inOrder.peekLast();
        delivery.queued = true;
        (last == null || last.offset() < delivery.offset() ? inOrder : late).add(delivery);
    }

    @Nullable
    LedgerEvent poll() {
        LedgerEvent one = inOrder.peekFirst();
        LedgerEvent other = late.peek();
        boolean fromLate = one == null || other != null && other.offset() < one.offset();
        LedgerEvent polled = fromLate ? late.poll() : inOrder.pollFirst();
        if (polled != null) {
            polled.queued = false;
        }
        return polled;
    }
}
