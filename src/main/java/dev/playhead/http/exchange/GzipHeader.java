package dev.playhead.http.exchange;

/**
 * Passes over the header of a gzip member (RFC 1952, 2.3), a byte at a time, and keeps none of it. Owned by one decoder.
 *
 * <pre>
 * 1f 8b 08 FLG MTIME(4) XFL OS [XLEN(2) extra] [name 00] [comment 00] [CRC16(2)]
 * </pre>
 */
final class GzipHeader {
    private static final int[] MAGIC = {0x1f, 0x8b, 8};
    private static final int FIXED = 10;
    private static final int CHECKED = 2;
    private static final int EXTRA = 4;
    private static final int NAME = 8;
    private static final int COMMENT = 16;
    private static final int RESERVED = 0xe0;

    private int count;
    private int flags;
    private int lengthBytes;
    private int left;

    /** Returns whether no byte has arrived. */
    boolean isEmpty() {
        return count == 0;
    }

    /** Takes the next byte; returns true for the last byte of the header. */
    boolean take(byte next) {
        int value = next & 0xff;
        int index = Math.min(count, FIXED);
        count = index + 1;
        if (index < MAGIC.length && value != MAGIC[index]) {
            throw ContentDecoder.malformed("it does not begin with a gzip header");
        }
        if (index == MAGIC.length) {
            flags = value;
            if ((flags & RESERVED) != 0) {
                throw ContentDecoder.malformed("its gzip header has unknown flags");
            }
            lengthBytes = (flags & EXTRA) == 0 ? 0 : 2;
        }
        if (index >= FIXED) {
            optional(value);
        }
        return index + 1 >= FIXED && lengthBytes == 0 && left == 0 && (flags & (EXTRA | NAME | COMMENT | CHECKED)) == 0;
    }

    private void optional(int value) {
        if (lengthBytes > 0) {
            left |= value << (8 * (2 - lengthBytes));
            lengthBytes--;
            ended(EXTRA, lengthBytes == 0 && left == 0);
        } else if ((flags & EXTRA) != 0) {
            left--;
            ended(EXTRA, left == 0);
        } else if ((flags & NAME) != 0) {
            ended(NAME, value == 0);
        } else if ((flags & COMMENT) != 0) {
            ended(COMMENT, value == 0);
        } else {
            left = left == 0 ? 2 : left;
            left--;
            ended(CHECKED, left == 0);
        }
    }

    private void ended(int part, boolean whether) {
        if (whether) {
            flags &= ~part;
        }
    }
}
