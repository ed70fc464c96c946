package dev.playhead.redis.confirmations;

import java.util.Arrays;

/**
 * A set of identities as pairs of numbers: 16 bytes each, with room to spare 21 to 43 (open addressing). It grows by one of
 * its tables at a time, so that no call takes long. An identity is a cryptographic sum, and so its own hash. For one thread
 * at a time.
 */
final class IdentitySet {
    private static final int FIRST = 8;
    private static final long HEADER_BYTES = 16;

    private final long[][] tables;
    private final int[] used;
    private boolean zero;
    private long bytes;

    /** @param tables how many, a power of two of at most 65,536: of many, each is small */
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

    /** Returns whether it was not there. */
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

    /** Finds the pair of an identity, or the free pair that it would take: there is always one. */
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
