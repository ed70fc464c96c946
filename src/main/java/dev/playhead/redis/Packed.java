package dev.playhead.redis;

import dev.playhead.event.Identity;
import dev.playhead.ingest.Mark;
import java.util.Arrays;

/**
 * Writes one flat list of short byte strings as MessagePack, which the scripts unpack in one call; owned by one thread.
 *
 * <pre>
 *   dc nn nn            how many strings, 16 bits
 *   a0|n  n bytes       a string of n bytes, n &lt; 32
 *   da nn nn  n bytes   a longer one
 * </pre>
 */
public final class Packed {
    private static final int HEADER = 3;
    private static final int LONG_HEAD = 3;
    private static final int SHORT = 31;

    private byte[] bytes;
    private int length = HEADER;
    private int count;

    /** Room for so many strings of an identity's length; it grows. */
    public Packed(int expected) {
        bytes = new byte[HEADER + expected * (1 + Identity.LENGTH)];
    }

    public Packed put(Identity identity) {
        room(1 + Identity.LENGTH);
        bytes[length] = (byte) (0xa0 | Identity.LENGTH);
        identity.write(bytes, length + 1);
        length += 1 + Identity.LENGTH;
        count++;
        return this;
    }

    public Packed put(Mark mark) {
        room(LONG_HEAD + MarkCodec.LONGEST);
        int end = MarkCodec.write(mark, bytes, length + 1);
        int size = end - length - 1;
        if (size > SHORT) {
            end = MarkCodec.write(mark, bytes, length + LONG_HEAD);
        }
        head(size);
        length = end;
        return this;
    }

    public Packed put(byte[] text, int from, int to) {
        room(LONG_HEAD + to - from);
        head(to - from);
        System.arraycopy(text, from, bytes, length, to - from);
        length += to - from;
        return this;
    }

    private void head(int size) {
        if (size > SHORT) {
            bytes[length++] = (byte) 0xda;
            bytes[length++] = (byte) (size >> 8);
            bytes[length++] = (byte) size;
        } else {
            bytes[length++] = (byte) (0xa0 | size);
        }
        count++;
    }

    private void room(int more) {
        if (length + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, 2 * bytes.length + more);
        }
    }

    public byte[] toBytes() {
        bytes[0] = (byte) 0xdc;
        bytes[1] = (byte) (count >> 8);
        bytes[2] = (byte) count;
        return Arrays.copyOf(bytes, length);
    }
}
