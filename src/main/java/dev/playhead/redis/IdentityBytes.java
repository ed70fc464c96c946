package dev.playhead.redis;

import dev.playhead.event.Identity;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/** Identities run together, 16 bytes each, big-endian, and after the last a mark of 8; a writer is owned by one thread. */
public final class IdentityBytes {
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private final byte[] bytes;
    private int length;

    /** @param most the maximum of identities */
    public IdentityBytes(int most) {
        bytes = new byte[most * Identity.LENGTH + Long.BYTES];
    }

    public void put(Identity identity) {
        identity.write(bytes, length);
        length += Identity.LENGTH;
    }

    public int count() {
        return length / Identity.LENGTH;
    }

    /** Returns an entry of a log; empty without an identity. */
    public byte[] entry(long mark) {
        LONG.set(bytes, length, mark);
        int end = length == 0 ? 0 : length + Long.BYTES;
        return end == bytes.length ? bytes : Arrays.copyOf(bytes, end);
    }

    public static long high(byte[] identities, int at) {
        return (long) LONG.get(identities, at);
    }

    public static long low(byte[] identities, int at) {
        return (long) LONG.get(identities, at + Long.BYTES);
    }

    /** Returns the mark of an entry. */
    public static byte[] mark(byte[] entry) {
        return Arrays.copyOfRange(entry, entry.length - Long.BYTES, entry.length);
    }
}
