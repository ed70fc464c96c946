package dev.playhead.codec;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A growing run of UTF-8 bytes to write JSON into; owned by one thread. */
public final class Utf8Buffer {
    private byte[] bytes;
    private int length;

    public Utf8Buffer(int capacity) {
        bytes = new byte[Math.max(16, capacity)];
    }

    public int length() {
        return length;
    }

    /** The bytes written so far are [0, length) of this array; it is valid until the next write. */
    public byte[] array() {
        return bytes;
    }

    public byte[] toBytes() {
        return Arrays.copyOf(bytes, length);
    }

    public void clear() {
        length = 0;
    }

    public Utf8Buffer put(byte value) {
        reserve(1);
        bytes[length++] = value;
        return this;
    }

    public Utf8Buffer put(byte[] source) {
        return put(source, 0, source.length);
    }

    public Utf8Buffer put(byte[] source, int from, int to) {
        int count = to - from;
        reserve(count);
        System.arraycopy(source, from, bytes, length, count);
        length += count;
        return this;
    }

    /** The text as it is, in UTF-8; nothing is escaped. */
    public Utf8Buffer put(String text) {
        return put(text.getBytes(StandardCharsets.UTF_8));
    }

    /** A non-negative or negative number in decimal. */
    public Utf8Buffer put(long number) {
        if (number < 0) {
            return put(Long.toString(number));
        }
        int digits = 1;
        for (long rest = number; rest >= 10; rest /= 10) {
            digits++;
        }
        reserve(digits);
        int at = length + digits;
        length = at;
        long rest = number;
        do {
            bytes[--at] = (byte) ('0' + rest % 10);
            rest /= 10;
        } while (rest != 0);
        return this;
    }

    private void reserve(int more) {
        if (bytes.length - length < more) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, Math.addExact(length, more)));
        }
    }
}
