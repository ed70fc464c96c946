package dev.playhead.event;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * The name of an event within its topic in 128 bits: the first half of the SHA-256 of its source, a zero byte and its
 * id. A cryptographic sum, because two events that met in one identity would be one event lost.
 */
public record Identity(long high, long low) {
    /** The number of bytes that {@link #write} takes. */
    public static final int LENGTH = 2 * Long.BYTES;

    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final ThreadLocal<Digest> DIGEST = ThreadLocal.withInitial(Digest::new);

    public static Identity of(Event event) {
        return of(event.source(), event.id());
    }

    /** Makes the identity of a source and an id in UTF-8. */
    public static Identity of(byte[] source, byte[] id) {
        return DIGEST.get().identity(source, id);
    }

    /** Makes the identity of a source that successive events share, and an id in UTF-8. */
    public static Identity of(String source, byte[] id) {
        Digest digest = DIGEST.get();
        return digest.identity(digest.bytes(source), id);
    }

    /** Writes the two numbers there, big-endian. */
    public void write(byte[] to, int at) {
        LONG.set(to, at, high);
        LONG.set(to, at + Long.BYTES, low);
    }

    private static final class Digest {
        private final MessageDigest sha256;
        private final byte[] sum = new byte[32];
        private String lastSource = "";
        private byte[] lastBytes = {};

        Digest() {
            try {
                sha256 = MessageDigest.getInstance("SHA-256");
            } catch (NoSuchAlgorithmException impossible) {
                throw new IllegalStateException("Every Java platform has SHA-256", impossible);
            }
        }

        byte[] bytes(String source) {
            if (!source.equals(lastSource)) {
                lastSource = source;
                lastBytes = source.getBytes(StandardCharsets.UTF_8);
            }
            return lastBytes;
        }

        Identity identity(byte[] source, byte[] id) {
            try {
                sha256.update(source);
                sha256.update((byte) 0);
                sha256.update(id);
                sha256.digest(sum, 0, sum.length);
            } catch (DigestException impossible) {
                throw new IllegalStateException("A SHA-256 fits in 32 bytes", impossible);
            }
            return new Identity((long) LONG.get(sum, 0), (long) LONG.get(sum, Long.BYTES));
        }
    }
}
