package dev.playhead.group.ledger;

import org.jspecify.annotations.Nullable;

/**
 * Owns the deliveries at consumers, by the end of their deadlines; owned by the ledger's thread. All have the same
 * deadline, so the latest delivery expires last.
 */
final class Deadlines {
    private final long millis;
    private @Nullable LedgerEvent first;
    private @Nullable LedgerEvent last;
    private int count;

    Deadlines(long millis) {
        this.millis = millis;
    }

    int count() {
        return count;
    }

    void add(LedgerEvent delivery, long now) {
        long at = now + millis;
        delivery.at = last == null ? at : Math.max(at, last.at);
        delivery.earlier = last;
        delivery.later = null;
        if (last == null) {
            first = delivery;
        } else {
            last.later = delivery;
        }
        last = delivery;
        count++;
    }

    void remove(LedgerEvent delivery) {
        LedgerEvent earlier = delivery.earlier;
        LedgerEvent later = delivery.later;
        if (earlier == null) {
            first = later;
        } else {
            earlier.later = later;
        }
        if (later == null) {
            last = earlier;
        } else {
            later.earlier = earlier;
        }
        delivery.earlier = null;
        delivery.later = null;
        count--;
    }

    /** Takes a delivery with an expired deadline; null without one. */
    @Nullable
    LedgerEvent passed(long now) {
        return first != null && first.at <= now ? first : null;
    }

    long nextAt() {
        return first == null ? Long.MAX_VALUE : first.at;
    }
}
