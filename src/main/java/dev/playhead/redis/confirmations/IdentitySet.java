package dev.playhead.redis.confirmations;

import java.util.Arrays;

/**
 * Holds a set of identities as pairs of numbers. An identity has 16 bytes, and with free slots it takes 21 to 43 (open
 * addressing). The set grows by one of its tables at a time, so that no call takes long. An identity is a cryptographic
 * hash, and so its own hash. For one thread at a time.
 */
final class IdentitySet {
    private static final int FIRST = 8;
    private static final long HEADER_BYTES = 16;

    private final long[][] tables;
    private final int[] used;
    private boolean zero;
    private long bytes;

    /** @param tables the number of tables, a power of two of at most 65,536: with many tables, each is small */
    IdentitySet(int tables) {
        this.tables = new long[tables][];
        this.used = new int[tables];
    }

    int size() {
        return Arrays.stream(used).sum() + (zero ? 1 : 0);
    }

    /** Returns the approximate memory of the set. */
    long bytes() {
        return bytes;
    }

    boolean has(long high, long low) {
        if ((high | low) == 0) {
            return zero;
        }
        long[] table = tables[table(high)];
        if (table == null) {
            return false;
        }
        int place = place(table, high, low);
        return (table[place] | table[place + 1]) != 0;
    }

    /** Adds a pair; returns whether the set did not have it. */
    boolean add(long high, long low) {
        if ((high | low) == 0) {
            boolean fresh = !zero;
            zero = true;
            return fresh;
        }
        int index = table(high);
        long[] table = tables[index];
        if (table == null) {
            table = tables[index] = made(2 * FIRST);
        }
        int place = place(table, high, low);
        if ((table[place] | table[place + 1]) != 0) {
            return false;
        }
        table[place] = high;
        table[place + 1] = low;
        if (8 * ++used[index] > 3 * table.length) {
            tables[index] = twice(table);
        }
        return true;
    }

    void clear() {
        for (long[] table : tables) {
            if (table != null) {
                Arrays.fill(table, 0);
            }
        }
        Arrays.fill(used, 0);
        zero = false;
    }

    private int table(long high) {
        return (int) (high >>> 48) & (tables.length - 1);
    }

    /** Finds the slot of an identity, or the free slot for it; a table always has a free slot. */
    private static int place(long[] table, long high, long low) {
        int place = 2 * (int) high & (table.length - 1);
        while ((table[place] != high || table[place + 1] != low) && (table[place] | table[place + 1]) != 0) {
            place = (place + 2) & (table.length - 1);
        }
        return place;
    }

    private long[] twice(long[] table) {
        long[] larger = made(2 * table.length);
        bytes -= HEADER_BYTES + (long) Long.BYTES * table.length;
        for (int from = 0; from < table.length; from += 2) {
            if ((table[from] | table[from + 1]) != 0) {
                int to = place(larger, table[from], table[from + 1]);
                larger[to] = table[from];
                larger[to + 1] = table[from + 1];
            }
        }
        return larger;
    }

    private long[] made(int length) {
        bytes += HEADER_BYTES + (long) Long.BYTES * length;
        return new long[length];
    }
}
