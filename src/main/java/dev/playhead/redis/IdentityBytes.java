package dev.playhead.redis;

import dev.playhead.event.Identity;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/** Identities run together, 16 bytes each, big-endian; a writer is owned by one thread. */
final class IdentityBytes {
    static final int LENGTH = 2 * Long.BYTES;

    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private final byte[] bytes;
    private int length;

    /** @param most how many are put at most */
    IdentityBytes(int most) {
        bytes = new byte[most * LENGTH];
    }

    void put(Identity identity) {
        LONG.set(bytes, length, identity.high());
        LONG.set(bytes, length + Long.BYTES, identity.low());
        length += LENGTH;
    }

    byte[] toBytes() {
        return length == bytes.length ? bytes : Arrays.copyOf(bytes, length);
    }

    static long high(byte[] identities, int at) {
        return (long) LONG.get(identities, at);
    }

    static long low(byte[] identities, int at) {
        return (long) LONG.get(identities, at + Long.BYTES);
    }

    /** The last of at least one. */
    static byte[] last(byte[] identities) {
        return Arrays.copyOfRange(identities, identities.length - LENGTH, identities.length);
    }
}
