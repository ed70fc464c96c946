package dev.playhead.group.ledger;

import dev.playhead.group.ledger.LedgerEvent.State;
import org.jspecify.annotations.Nullable;

/**
 * Owns the lines of all keys of which an event is not settled, and knows what is ready in them; owned by the ledger's
 * thread. A table of open addresses, as a boxed key for every event would cost more than all the rest; the keys stand apart
 * from the lines, so that a search looks at no line that is not the one.
 */
final class KeyQueues {
    private static final int LEAST = 64;

    private final boolean oneByOne;
    private final Ready ready = new Ready();
    private @Nullable KeyQueue[] table = new KeyQueue[LEAST];
    private long[] keys = new long[LEAST];
    private int used;
    private int startable;

    KeyQueues(boolean oneByOne) {
        this.oneByOne = oneByOne;
    }

    /** How many could be given out, about. */
    int startable() {
        return startable;
    }

    /** The line of the key; null where there is nothing of it. */
    @Nullable
    KeyQueue find(long key) {
        return table[slot(key)];
    }

    void add(LedgerEvent delivery) {
        KeyQueue line = delivery.keyed() ? lineOf(delivery.key()) : new KeyQueue(0, oneByOne);
        startable -= line.startable();
        line.add(delivery);
        look(line);
    }

    /** The only way by which a delivery changes. */
    void become(LedgerEvent delivery, State next, long now) {
        KeyQueue line = delivery.line;
        startable -= line.startable();
        line.become(delivery, next, now);
        look(line);
        if (line.isEmpty() && delivery.keyed()) {
            remove(line.key);
        }
    }

    /** The first, by offset, that may be given out. */
    @Nullable
    LedgerEvent next() {
        while (true) {
            LedgerEvent delivery = ready.poll();
            if (delivery == null || delivery.line.candidate() == delivery) {
                return delivery;
            }
        }
    }

    private void look(KeyQueue line) {
        startable += line.startable();
        LedgerEvent candidate = line.candidate();
        if (candidate != null && !candidate.queued) {
            ready.add(candidate);
        }
    }

    private KeyQueue lineOf(long key) {
        int slot = slot(key);
        KeyQueue found = table[slot];
        if (found != null) {
            return found;
        }
        KeyQueue made = new KeyQueue(key, oneByOne);
        put(slot, made);
        if (++used > table.length / 2) {
            resize(table.length * 2);
        }
        return made;
    }

    private void resize(int capacity) {
        @Nullable KeyQueue[] old = table;
        table = new KeyQueue[capacity];
        keys = new long[capacity];
        for (KeyQueue line : old) {
            if (line != null) {
                put(slot(line.key), line);
            }
        }
    }

    private void put(int slot, KeyQueue line) {
        table[slot] = line;
        keys[slot] = line.key;
    }

    private void remove(long key) {
        int mask = table.length - 1;
        int hole = slot(key);
        table[hole] = null;
        used--;
        for (int at = hole + 1 & mask; table[at] != null; at = at + 1 & mask) {
            KeyQueue moved = table[at];
            if (moved != null && (at - home(keys[at]) & mask) >= (at - hole & mask)) {
                put(hole, moved);
                table[at] = null;
                hole = at;
            }
        }
        if (table.length > LEAST && used < table.length / 8) {
            resize(table.length / 2);
        }
    }

    /** Where the key is, or would be. */
    private int slot(long key) {
        int mask = table.length - 1;
        int at = home(key);
        while (table[at] != null && keys[at] != key) {
            at = at + 1 & mask;
        }
        return at;
    }

    private int home(long key) {
        return (int) (key * 0x9e3779b97f4a7c15L >>> 32) & table.length - 1;
    }
}
