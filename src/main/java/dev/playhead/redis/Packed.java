package dev.playhead.redis;

import dev.playhead.event.Identity;
import dev.playhead.ingest.Mark;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Writes one flat list of short byte strings as MessagePack, which the scripts unpack in one call; owned by one thread.
 *
 * <pre>
 *   dc nn nn            how many strings, 16 bits
 *   a0|n  n bytes       a string of n bytes, n &lt; 32
 * </pre>
 */
final class Packed {
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final int HEADER = 3;
    private static final int LONGEST = 31;

    private byte[] bytes;
    private int length = HEADER;
    private int count;

    /** Room for so many strings of an identity's length; it grows. */
    Packed(int expected) {
        bytes = new byte[HEADER + expected * (1 + 2 * Long.BYTES)];
    }

    Packed put(Identity identity) {
        int at = next(2 * Long.BYTES);
        LONG.set(bytes, at, identity.high());
        LONG.set(bytes, at + Long.BYTES, identity.low());
        return this;
    }

    Packed put(Mark mark) {
        int at = next(LONGEST);
        int end = MarkCodec.write(mark, bytes, at);
        bytes[at - 1] = (byte) (0xa0 | (end - at));
        length = end;
        return this;
    }

    /** Makes room for a string and writes its head; returns where its bytes begin. */
    private int next(int size) {
        if (length + 1 + LONGEST > bytes.length) {
            bytes = Arrays.copyOf(bytes, 2 * bytes.length + LONGEST + 1);
        }
        bytes[length] = (byte) (0xa0 | size);
        int at = length + 1;
        length = at + size;
        count++;
        return at;
    }

    byte[] toBytes() {
        bytes[0] = (byte) 0xdc;
        bytes[1] = (byte) (count >> 8);
        bytes[2] = (byte) count;
        return Arrays.copyOf(bytes, length);
    }
}
