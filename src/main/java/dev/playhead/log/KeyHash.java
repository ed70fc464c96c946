package dev.playhead.log;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/** Hashes a record's key to 64 bits, for uses where a collision only makes two keys wait for each other; stateless. */
final class KeyHash {
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ODD = 0x9E3779B97F4A7C15L;

    private KeyHash() {}

    /** Returns the hash of the key; 0 only for null. */
    static long of(byte @Nullable [] key) {
        if (key == null) {
            return 0;
        }
        long hash = mixed(key.length + ODD);
        int at = 0;
        for (; at + Long.BYTES <= key.length; at += Long.BYTES) {
            hash = mixed(hash ^ (long) LONG.get(key, at)) + ODD;
        }
        long rest = 0;
        for (; at < key.length; at++) {
            rest = rest << 8 | key[at] & 0xff;
        }
        hash = mixed(hash ^ rest);
        return hash == 0 ? ODD : hash;
    }

    /** Mixes the bits by the final steps of SplitMix64: each bit influences every other. */
    private static long mixed(long value) {
        long mixed = (value ^ value >>> 30) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ mixed >>> 27) * 0x94D049BB133111EBL;
        return mixed ^ mixed >>> 31;
    }
}
