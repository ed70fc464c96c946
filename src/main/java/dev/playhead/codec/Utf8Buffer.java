package dev.playhead.codec;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Base64;

/** A growing run of UTF-8 bytes to write JSON into; owned by one thread. */
public final class Utf8Buffer {
    private static final long DAY = 86_400_000;
    private static final long FIRST_INSTANT =
            Instant.parse("0000-01-01T00:00:00Z").toEpochMilli();
    private static final long LAST_INSTANT =
            Instant.parse("9999-12-31T23:59:59.999Z").toEpochMilli();
    private static final String NAMED = "\"\\\b\f\n\r\t";
    private static final String LETTERS = "\"\\bfnrt";

    private byte[] bytes;
    private int length;

    public Utf8Buffer(int capacity) {
        bytes = new byte[Math.max(16, capacity)];
    }

    public int length() {
        return length;
    }

    /** Removes all bytes after the first {@code to} bytes. */
    void truncate(int to) {
        length = to;
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

    /** Writes the text in UTF-8, without escapes. */
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

    /** The text as a JSON string, in its quotes. A lone surrogate becomes a question mark. */
    public Utf8Buffer quoted(String text) {
        return quoted(text.getBytes(StandardCharsets.UTF_8));
    }

    /** UTF-8 text as a JSON string, in its quotes. */
    public Utf8Buffer quoted(byte[] text) {
        return quoted(text, 0, text.length);
    }

    public Utf8Buffer quoted(byte[] text, int from, int to) {
        put((byte) '"');
        int plain = from;
        for (int at = from; at < to; at++) {
            byte value = text[at];
            if (value == '"' || value == '\\' || (value >= 0 && value < ' ')) {
                put(text, plain, at).escaped(value);
                plain = at + 1;
            }
        }
        return put(text, plain, to).put((byte) '"');
    }

    /** A moment in epoch milliseconds, as RFC 3339 has it, in UTC, without quotes; cut to the years 0 to 9999. */
    public Utf8Buffer instant(long epochMillis) {
        long millis = Math.min(Math.max(epochMillis, FIRST_INSTANT), LAST_INSTANT);
        LocalDate date = LocalDate.ofEpochDay(Math.floorDiv(millis, DAY));
        int inDay = (int) Math.floorMod(millis, DAY);
        digits(date.getYear(), 4)
                .put((byte) '-')
                .digits(date.getMonthValue(), 2)
                .put((byte) '-');
        digits(date.getDayOfMonth(), 2)
                .put((byte) 'T')
                .digits(inDay / 3_600_000, 2)
                .put((byte) ':');
        digits(inDay / 60_000 % 60, 2)
                .put((byte) ':')
                .digits(inDay / 1000 % 60, 2)
                .put((byte) '.');
        return digits(inDay % 1000, 3).put((byte) 'Z');
    }

    /** Binary data in Base64, without quotes. */
    public Utf8Buffer base64(byte[] data) {
        return put(Base64.getEncoder().encode(data));
    }

    private Utf8Buffer digits(int number, int count) {
        reserve(count);
        int rest = number;
        for (int at = length + count - 1; at >= length; at--) {
            bytes[at] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        length += count;
        return this;
    }

    private Utf8Buffer escaped(byte value) {
        put((byte) '\\');
        int named = NAMED.indexOf(value);
        if (named >= 0) {
            return put((byte) LETTERS.charAt(named));
        }
        put((byte) 'u').put((byte) '0').put((byte) '0');
        return put((byte) Character.forDigit(value >> 4, 16)).put((byte) Character.forDigit(value & 15, 16));
    }

    private void reserve(int more) {
        if (bytes.length - length < more) {
            int needed = Math.addExact(length, more);
            bytes = Arrays.copyOf(bytes, (int) Math.min(Integer.MAX_VALUE - 8, Math.max(bytes.length * 2L, needed)));
        }
    }
}
