package dev.playhead.hazelcast;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Encodes a job for the map; stateless.
 *
 * <pre>
 * | epoch, 8 bytes | whether the journal has it, 1 byte | the job as text, UTF-8; none: it was removed |
 * </pre>
 */
final class JobBytes {
    private static final int HEAD = Long.BYTES + 1;

    private JobBytes() {}

    /** @param kept whether the journal has it */
    static byte[] of(long epoch, boolean kept, String job) {
        byte[] text = job.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(HEAD + text.length)
                .putLong(epoch)
                .put((byte) (kept ? 1 : 0))
                .put(text)
                .array();
    }

    /** The same, now that the journal has it. */
    static byte[] kept(byte[] value) {
        return marked(value, 1);
    }

    /** The same, as if the journal did not have it. */
    static byte[] unkept(byte[] value) {
        return marked(value, 0);
    }

    private static byte[] marked(byte[] value, int kept) {
        byte[] marked = value.clone();
        marked[Long.BYTES] = (byte) kept;
        return marked;
    }

    static boolean isKept(byte[] value) {
        return value[Long.BYTES] == 1;
    }

    /** Writes the mark of a removed job: without it, loading an old journal would bring the job back. */
    static byte[] removed(long epoch) {
        return of(epoch, true, "");
    }

    /** Returns the epoch; 0 without a job. */
    static long epoch(byte @Nullable [] value) {
        return value == null ? 0 : ByteBuffer.wrap(value).getLong();
    }

    static boolean isJob(byte @Nullable [] value) {
        return value != null && value.length > HEAD;
    }

    /** Returns the length of the job's text, in bytes. */
    static int length(byte[] value) {
        return value.length - HEAD;
    }

    static String text(byte[] value) {
        return new String(value, HEAD, length(value), StandardCharsets.UTF_8);
    }
}
