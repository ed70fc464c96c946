package dev.playhead.group.ledger;

import dev.playhead.group.ledger.Delivery.State;
import org.jspecify.annotations.Nullable;

/**
 * Owns the lines of all keys of which an event is not settled, and knows what is ready in them; owned by the ledger's
 * thread. A table of open addresses, as a boxed key for every event would cost more than all the rest; the keys stand apart
 * from the lines, so that a search looks at no line that is not the one.
 */
final class KeyLines {
    private static final int LEAST = 64;

    private final boolean oneByOne;
    private final Ready ready = new Ready();
    private @Nullable KeyLine[] table = new KeyLine[LEAST];
    private long[] keys = new long[LEAST];
    private int used;
    private int startable;

    KeyLines(boolean oneByOne) {
        this.oneByOne = oneByOne;
    }

    /** How many could be given out, about. */
    int startable() {
        return startable;
    }

    /** The line of the key; null where there is nothing of it. */
    @Nullable
    KeyLine find(long key) {
        return table[slot(key)];
    }

    void add(Delivery delivery) {
        KeyLine line = delivery.keyed() ? lineOf(delivery.key()) : new KeyLine(0, oneByOne);
        startable -= line.startable();
        line.add(delivery);
        look(line);
    }

    /** The only way by which a delivery changes. */
    void become(Delivery delivery, State next, long now) {
        KeyLine line = delivery.line;
        startable -= line.startable();
        line.become(delivery, next, now);
        look(line);
        if (line.isEmpty() && delivery.keyed()) {
            remove(line.key);
        }
    }

    /** The first, by offset, that may be given out. */
    @Nullable
    Delivery next() {
        while (true) {
            Delivery delivery = ready.poll();
            if (delivery == null || delivery.line.candidate() == delivery) {
                return delivery;
            }
        }
    }

    private void look(KeyLine line) {
        startable += line.startable();
        Delivery candidate = line.candidate();
        if (candidate != null && !candidate.queued) {
            ready.add(candidate);
        }
    }

    private KeyLine lineOf(long key) {
        int slot = slot(key);
        KeyLine found = table[slot];
        if (found != null) {
            return found;
        }
        KeyLine made = new KeyLine(key, oneByOne);
        put(slot, made);
        if (++used > table.length / 2) {
            resize(table.length * 2);
        }
        return made;
    }

    private void resize(int capacity) {
        @Nullable KeyLine[] old = table;
        table = new KeyLine[capacity];
        keys = new long[capacity];
        for (KeyLine line : old) {
            if (line != null) {
                put(slot(line.key), line);
            }
        }
    }

    private void put(int slot, KeyLine line) {
        table[slot] = line;
        keys[slot] = line.key;
    }

    private void remove(long key) {
        int mask = table.length - 1;
        int hole = slot(key);
        table[hole] = null;
        used--;
        for (int at = hole + 1 & mask; table[at] != null; at = at + 1 & mask) {
            KeyLine moved = table[at];
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
