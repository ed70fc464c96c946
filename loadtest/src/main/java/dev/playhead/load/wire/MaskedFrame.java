package dev.playhead.load.wire;

import java.nio.ByteBuffer;

/**
 * Draws a client's WebSocket frame, whole and masked (RFC 6455, 5.2 and 5.3); stateless.
 *
 * <pre>
 *  0               1               2 .. 3 or 2 .. 9  4 bytes
 * +-+-------+-----+-+-------------+-----------------+------+---------+
 * |1| 0     |opcode|1| length 7   | longer length   | mask | payload |
 * +-+-------+-----+-+-------------+-----------------+------+---------+
 * </pre>
 */
final class MaskedFrame {
    private static final int MAX_HEADER = 14;
    private static final int MAX_SHORT = 125;
    private static final int MAX_MIDDLE = 0xffff;
    private static final int MIDDLE = 126;
    private static final int LONG = 127;
    private static final int IS_LAST = 0x80;
    private static final int IS_MASKED = 0x80;

    private MaskedFrame() {}

    /** The frame of all that remains of the payload, ready to be written. */
    static ByteBuffer of(int opcode, ByteBuffer payload, int mask) {
        int length = payload.remaining();
        ByteBuffer frame = ByteBuffer.allocate(MAX_HEADER + length).put((byte) (IS_LAST | opcode));
        if (length <= MAX_SHORT) {
            frame.put((byte) (IS_MASKED | length));
        } else if (length <= MAX_MIDDLE) {
            frame.put((byte) (IS_MASKED | MIDDLE)).putShort((short) length);
        } else {
            frame.put((byte) (IS_MASKED | LONG)).putLong(length);
        }
        frame.putInt(mask);
        put(frame, payload, mask);
        return frame.flip();
    }

    /** Eight bytes at a time, and what is left over one by one. */
    private static void put(ByteBuffer frame, ByteBuffer payload, int mask) {
        long twice = (mask & 0xffff_ffffL) << Integer.SIZE | mask & 0xffff_ffffL;
        while (payload.remaining() >= Long.BYTES) {
            frame.putLong(payload.getLong() ^ twice);
        }
        for (int shift = Integer.SIZE - Byte.SIZE; payload.hasRemaining(); shift -= Byte.SIZE) {
            frame.put((byte) (payload.get() ^ mask >>> (shift & Integer.SIZE - 1)));
        }
    }
}
