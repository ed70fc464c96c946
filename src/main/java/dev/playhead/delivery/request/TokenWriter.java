package dev.playhead.delivery.request;

import dev.playhead.codec.Utf8Buffer;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.zip.CRC32C;

/**
 * Writes the text of one resume token, as {@link Token} reads it. Owned by one call.
 *
 * <pre>
 * token      base64url without padding of: 1 (the version), topics n, topic × n, CRC-32C of all before it (4 bytes)
 * topic      name, id (both: length, UTF-8), partitions p, place × p
 * place      the next offset, leader epoch + 1
 * </pre>
 *
 * Numbers are varints: seven bits a byte, the lowest first, the high bit says that more follow.
 */
public final class TokenWriter {
    static final byte VERSION = 1;
    static final int CHECK_BYTES = 4;

    private final Utf8Buffer out = new Utf8Buffer(128);

    public TokenWriter(int topics) {
        out.put(VERSION);
        number(topics);
    }

    /** Begins a topic; as many places follow as it has partitions. */
    public void topic(String name, String id, int partitions) {
        text(name);
        text(id);
        number(partitions);
    }

    public void place(long offset, int epoch) {
        number(offset);
        number(epoch + 1L);
    }

    public String text() {
        out.put(check(out.array(), out.length()));
        return Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(out.array(), out.length()));
    }

    static byte[] check(byte[] bytes, int length) {
        CRC32C check = new CRC32C();
        check.update(bytes, 0, length);
        return ByteBuffer.allocate(CHECK_BYTES).putInt((int) check.getValue()).array();
    }

    private void text(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        number(bytes.length);
        out.put(bytes);
    }

    private void number(long number) {
        long rest = number;
        while ((rest & ~0x7fL) != 0) {
            out.put((byte) (rest & 0x7f | 0x80));
            rest >>>= 7;
        }
        out.put((byte) rest);
    }
}
