package dev.playhead.codec;

import io.vertx.core.buffer.Buffer;
import java.util.Arrays;

/**
 * Cuts received chunks into lines, and never keeps more of one than the limit; owned by one connection, on its event
 * loop.
 *
 * <p>A line ends with a newline; a carriage return before it is no part of the line. It counts lines of white space
 * alone, but does not report them. It reports a line over the limit once, as soon as the limit is passed, and skips it
 * up to its newline.
 */
public final class LineFramer {
    private static final int KEPT_AT_REST = 64 * 1024;

    private final int maxBytes;
    private final Lines lines;
    private byte[] kept = {};
    private int keptLength;
    private boolean skipping;
    private long count;

    /** Takes the lines, each with its number, from 1. */
    public interface Lines {
        /** Takes the line [from, to) of the array, readable until this call returns. */
        void line(long number, byte[] bytes, int from, int to);

        void tooLong(long number);
    }

    /** Gives lines of at most {@code maxBytes} bytes. */
    public LineFramer(int maxBytes, Lines lines) {
        this.maxBytes = maxBytes;
        this.lines = lines;
    }

    /** Counts the lines that have ended, blank and over-long ones included. */
    public long count() {
        return count;
    }

    /** Returns the number of bytes of the unfinished line. */
    public int kept() {
        return keptLength;
    }

    /** Forgets the line that has not ended. */
    public void drop() {
        keptLength = 0;
        skipping = false;
        kept = new byte[0];
    }

    public void feed(Buffer chunk) {
        byte[] bytes = chunk.getBytes();
        int from = 0;
        int end = Words.indexOf((byte) '\n', bytes, from, bytes.length);
        while (end >= 0) {
            end(bytes, from, end);
            from = end + 1;
            end = Words.indexOf((byte) '\n', bytes, from, bytes.length);
        }
        keep(bytes, from, bytes.length);
    }

    /** Ends the stream: the rest is its last line. */
    public void finish() {
        if (keptLength > 0 || skipping) {
            end(kept, keptLength, keptLength);
        }
    }

    private void end(byte[] bytes, int from, int to) {
        if (keptLength == 0 && !skipping) {
            give(bytes, from, to);
        } else if (keep(bytes, from, to)) {
            give(kept, 0, keptLength);
        }
        count++;
        skipping = false;
        keptLength = 0;
        if (kept.length > KEPT_AT_REST) {
            kept = new byte[0];
        }
    }

    private void give(byte[] bytes, int from, int to) {
        int end = to > from && bytes[to - 1] == '\r' ? to - 1 : to;
        if (end - from > maxBytes) {
            lines.tooLong(count + 1);
        } else if (!isBlank(bytes, from, end)) {
            lines.line(count + 1, bytes, from, end);
        }
    }

    /** Keeps the beginning of a line; false if the line is too long. */
    private boolean keep(byte[] bytes, int from, int to) {
        if (skipping) {
            return false;
        }
        long length = (long) keptLength + to - from;
        if (length > maxBytes + 1L) { // one more for a carriage return
            skipping = true;
            keptLength = 0;
            lines.tooLong(count + 1);
            return false;
        }
        if (kept.length < length) {
            kept = Arrays.copyOf(kept, (int) Math.max(length, Math.min(maxBytes + 1L, kept.length * 2L)));
        }
        System.arraycopy(bytes, from, kept, keptLength, to - from);
        keptLength = (int) length;
        return true;
    }

    private static boolean isBlank(byte[] bytes, int from, int to) {
        int at = from;
        while (at < to && (bytes[at] == ' ' || bytes[at] == '\t' || bytes[at] == '\r')) {
            at++;
        }
        return at == to;
    }
}
