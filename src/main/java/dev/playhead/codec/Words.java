package dev.playhead.codec;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Looks at eight bytes at once; stateless. The first byte in memory is the lowest of the word. */
final class Words {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101010101010101L;
    private static final long HIGHS = 0x8080808080808080L;

    private Words() {}

    /** The eight bytes from there on; the array must have them. */
    static long at(byte[] bytes, int from) {
        return (long) LONGS.get(bytes, from);
    }

    /** The bytes of [from, to), at most eight, and zeros after them. */
    static long upTo8(byte[] bytes, int from, int to) {
        int count = to - from;
        if (count <= 0) {
            return 0;
        }
        if (from <= bytes.length - 8) {
            return at(bytes, from) & (-1L >>> (64 - 8 * count));
        }
        long word = 0;
        for (int at = to - 1; at >= from; at--) {
            word = (word << 8) | (bytes[at] & 0xff);
        }
        return word;
    }

    /**
     * Marks, by its high bit, the first byte of a JSON string that is a control character, a quote, a backslash, DEL,
     * or not ASCII. Marks above the first one mean nothing; 0 means no such byte.
     */
    static long special(long word) {
        long controlOrQuote = (word ^ (ONES * 0x02)) - ONES * 0x21; // '"' and what is below ' ' come to lie below 0x21
        long backslash = (word ^ (ONES * '\\')) - ONES;
        long delete = word + ONES;
        return (controlOrQuote | backslash | delete | word) & HIGHS;
    }

    /** Returns the index of the byte with the lowest mark. */
    static int index(long marks) {
        return Long.numberOfTrailingZeros(marks) >>> 3;
    }

    /** Finds the first such byte in [from, to); -1 without one. */
    static int indexOf(byte value, byte[] bytes, int from, int to) {
        long pattern = ONES * (value & 0xff);
        int at = from;
        while (at + 8 <= to) {
            long difference = at(bytes, at) ^ pattern;
            long marks = (difference - ONES) & ~difference & HIGHS;
            if (marks != 0) {
                return at + index(marks);
            }
            at += 8;
        }
        while (at < to && bytes[at] != value) {
            at++;
        }
        return at < to ? at : -1;
    }
}
