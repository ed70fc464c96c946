package dev.playhead.codec;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Holds the members of the open objects of a scan, innermost last, and finds duplicate keys of an object; owned by one
 * {@link JsonScanner}.
 *
 * <p>It compares the keys of a small object with each other. It puts the keys of a larger object into a hash table:
 * otherwise a document with many keys would take quadratic time. The hash has a random seed, so a client cannot cause
 * collisions. The table shrinks again after a large document.
 */
final class KeyStack {
    private static final int SMALL = 16;
    private static final int KEPT = 1024;
    private static final long SEED = new SplittableRandom().nextLong();
    private static final long FACTOR = new SplittableRandom().nextLong() | 1;

    private static final int FROM = 0;
    private static final int TO = 1;
    private static final int HASH = 2;
    private static final int VALUE_FROM = 3;
    private static final int VALUE_TO = 4;
    private static final int TRAITS = 5;
    private static final int WIDTH = 8;
    private static final int KEY_ESCAPED = 1 << 30;

    private byte[] bytes = {};
    private int[] entries = new int[32 * WIDTH];
    private int count;
    /** Open addressing; a slot is the object's place in the upper half and the entry's index + 1 in the lower. */
    private long[] slots = {};

    private int[] slotHashes = {};
    private int used;

    void begin(byte[] bytes) {
        this.bytes = bytes;
        count = 0;
        if (used > 0) {
            used = 0;
            if (slots.length > KEPT) {
                slots = new long[0];
                slotHashes = new int[0];
            } else {
                Arrays.fill(slots, 0);
            }
        }
        if (entries.length > KEPT * WIDTH) {
            entries = new int[32 * WIDTH];
        }
    }

    int count() {
        return count;
    }

    int from(int entry) {
        return entries[entry * WIDTH + FROM];
    }

    int to(int entry) {
        return entries[entry * WIDTH + TO];
    }

    int valueFrom(int entry) {
        return entries[entry * WIDTH + VALUE_FROM];
    }

    int valueTo(int entry) {
        return entries[entry * WIDTH + VALUE_TO];
    }

    int valueTraits(int entry) {
        return entries[entry * WIDTH + TRAITS] & ~KEY_ESCAPED;
    }

    boolean escaped(int entry) {
        return (entries[entry * WIDTH + TRAITS] & KEY_ESCAPED) != 0;
    }

    /** Leaves the object with its first key at {@code mark}. */
    void cut(int mark) {
        count = mark;
    }

    /** Sets the value of a pushed member; later members may have come and gone above it. */
    void value(int entry, int from, int to, int traits) {
        int at = entry * WIDTH;
        entries[at + VALUE_FROM] = from;
        entries[at + VALUE_TO] = to;
        entries[at + TRAITS] |= traits;
    }

    /**
     * Pushes the key [from, to) of the object at {@code object} with its first key at {@code mark}; false for a
     * duplicate.
     */
    boolean push(int from, int to, boolean escaped, int mark, int object) {
        if ((count + 1) * WIDTH > entries.length) {
            entries = Arrays.copyOf(entries, entries.length * 2);
        }
        int at = count * WIDTH;
        int hash = hash(bytes, from, to);
        if (escaped) {
            byte[] text = JsonText.unescape(bytes, from, to);
            hash = hash(text, 0, text.length);
        }
        entries[at + FROM] = from;
        entries[at + TO] = to;
        entries[at + HASH] = hash;
        entries[at + TRAITS] = escaped ? KEY_ESCAPED : 0;
        boolean unique = count - mark < SMALL ? isUnique(mark, hash) : isUniqueInTable(mark, object);
        count++;
        return unique;
    }

    private boolean isUnique(int mark, int hash) {
        for (int entry = mark; entry < count; entry++) {
            if (entries[entry * WIDTH + HASH] == hash && same(entry, count)) {
                return false;
            }
        }
        return true;
    }

    private boolean isUniqueInTable(int mark, int object) {
        if (count - mark == SMALL) {
            for (int entry = mark; entry < count; entry++) {
                insert(entry, object);
            }
        }
        return insert(count, object);
    }

    /** Inserts the key into the table; false for a duplicate of the object. */
    private boolean insert(int entry, int object) {
        if ((used + 1) * 2 > slots.length) {
            growTable();
        }
        int hash = entries[entry * WIDTH + HASH];
        int slot = firstSlot(hash, object);
        while (slots[slot] != 0) {
            boolean met = slotHashes[slot] == hash && (int) (slots[slot] >>> 32) == object;
            if (met && same((int) slots[slot] - 1, entry)) {
                return false;
            }
            slot = (slot + 1) & (slots.length - 1);
        }
        put(slot, ((long) object << 32) | (entry + 1), hash);
        return true;
    }

    private void growTable() {
        long[] before = slots;
        int[] hashes = slotHashes;
        slots = new long[Math.max(64, before.length * 2)];
        slotHashes = new int[slots.length];
        used = 0;
        for (int i = 0; i < before.length; i++) {
            if (before[i] != 0) {
                int slot = firstSlot(hashes[i], (int) (before[i] >>> 32));
                while (slots[slot] != 0) {
                    slot = (slot + 1) & (slots.length - 1);
                }
                put(slot, before[i], hashes[i]);
            }
        }
    }

    private void put(int slot, long value, int hash) {
        slots[slot] = value;
        slotHashes[slot] = hash;
        used++;
    }

    private int firstSlot(int hash, int object) {
        int mixed = hash + object * 0x9E3779B9;
        return (mixed ^ (mixed >>> 15)) & (slots.length - 1);
    }

    private boolean same(int one, int other) {
        if (escaped(one) || escaped(other)) {
            return Arrays.equals(text(one), text(other));
        }
        return Arrays.equals(bytes, from(one), to(one), bytes, from(other), to(other));
    }

    private byte[] text(int entry) {
        return JsonText.unescape(bytes, from(entry), to(entry));
    }

    static int hash(byte[] b, int from, int to) {
        long hash = SEED ^ (to - from);
        int at = from;
        while (to - at > 8) {
            hash = mix(hash ^ Words.at(b, at));
            at += 8;
        }
        hash = mix(hash ^ Words.upTo8(b, at, to));
        return (int) (hash ^ (hash >>> 32));
    }

    private static long mix(long value) {
        return (value * FACTOR) ^ Math.multiplyHigh(value, FACTOR);
    }
}
