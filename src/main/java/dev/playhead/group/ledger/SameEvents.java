package dev.playhead.group.ledger;

import dev.playhead.event.Identity;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * Owns the groups of a ledger's events with the same identity; owned by the ledger's thread.
 *
 * <p>A look-up answers for the time of its request. Confirmations from then until the use of its answer must be kept:
 * otherwise a second event of the same identity, unknown to the look-up, would be delivered.
 */
final class SameEvents {
    private static final int LEAST = 64;

    private final ArrayDeque<LedgerEvent> confirmed = new ArrayDeque<>();
    private final ArrayDeque<LookUp> lookUps = new ArrayDeque<>();
    private @Nullable LedgerEvent[] table = new LedgerEvent[LEAST];
    private int used;
    private long confirmedCount;

    /** @param before one past the last looked-up offset; {@code count} the number of confirmations by then */
    private record LookUp(long before, long count) {}

    /** Finds the first event of the identity, perhaps a settled one; null without one. */
    @Nullable
    LedgerEvent find(Identity identity) {
        return table[slot(identity)];
    }

    void add(LedgerEvent delivery) {
        int slot = slot(delivery.identity());
        LedgerEvent last = table[slot];
        if (last == null) {
            table[slot] = delivery;
            if (++used > table.length / 2) {
                resize(table.length * 2);
            }
            return;
        }
        while (last.twin != null) {
            last = last.twin;
        }
        last.twin = delivery;
    }

    /** Removes an event that was settled without a confirmation, and returns another event of its identity, if any. */
    @Nullable
    LedgerEvent remove(LedgerEvent delivery) {
        int slot = slot(delivery.identity());
        LedgerEvent before = table[slot];
        if (before == delivery) {
            table[slot] = delivery.twin;
            if (delivery.twin == null) {
                free(slot);
            }
            return delivery.twin;
        }
        while (before != null && before.twin != delivery) {
            before = before.twin;
        }
        if (before != null) {
            before.twin = delivery.twin;
        }
        return find(delivery.identity());
    }

    /** Removes the settled events of a confirmed identity; while look-ups run, it keeps the identity for them. */
    void confirmed(LedgerEvent delivery) {
        int slot = slot(delivery.identity());
        boolean known = table[slot] != null;
        delivery.twin = null;
        if (!lookUps.isEmpty()) {
            confirmedCount++;
            confirmed.add(delivery);
            table[slot] = delivery;
            used += known ? 0 : 1;
        } else if (known) {
            table[slot] = null;
            free(slot);
        }
        if (used > table.length / 2) {
            resize(table.length * 2);
        }
    }

    void lookUpBegins(long before) {
        lookUps.add(new LookUp(before, confirmedCount));
    }

    /** Notes that the ledger knows all events before the offset. */
    void passed(long readFrom) {
        LookUp first = lookUps.peek();
        if (first == null || first.before() > readFrom) {
            return;
        }
        while (first != null && first.before() <= readFrom) {
            lookUps.remove();
            first = lookUps.peek();
        }
        long needed = first == null ? 0 : confirmedCount - first.count();
        while (confirmed.size() > needed) {
            int slot = slot(confirmed.remove().identity());
            table[slot] = null;
            free(slot);
        }
    }

    /** Closes the gap at a slot that has become empty. */
    private void free(int slot) {
        int mask = table.length - 1;
        int hole = slot;
        used--;
        for (int at = hole + 1 & mask; table[at] != null; at = at + 1 & mask) {
            LedgerEvent moved = table[at];
            if (moved != null && (at - home(moved.identity()) & mask) >= (at - hole & mask)) {
                table[hole] = moved;
                table[at] = null;
                hole = at;
            }
        }
        if (table.length > LEAST && used < table.length / 8) {
            resize(table.length / 2);
        }
    }

    private void resize(int capacity) {
        @Nullable LedgerEvent[] old = table;
        table = new LedgerEvent[capacity];
        for (LedgerEvent delivery : old) {
            if (delivery != null) {
                table[slot(delivery.identity())] = delivery;
            }
        }
    }

    private int slot(Identity identity) {
        int mask = table.length - 1;
        int at = home(identity);
        for (LedgerEvent there = table[at]; there != null && !there.identity().equals(identity); there = table[at]) {
            at = at + 1 & mask;
        }
        return at;
    }

    private int home(Identity identity) {
        return (int) identity.low() & table.length - 1;
    }
}
