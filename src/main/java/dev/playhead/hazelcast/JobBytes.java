package dev.playhead.hazelcast;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A job as the map holds it; stateless.
 *
 * <pre>
 * | epoch, 8 bytes | the job as text, UTF-8; none: it was removed |
 * </pre>
 */
final class JobBytes {
    private JobBytes() {}

    static byte[] of(long epoch, String job) {
        byte[] text = job.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(Long.BYTES + text.length)
                .putLong(epoch)
                .put(text)
                .array();
    }

    /** What stands in the place of a job that was removed: loading an old journal must not bring it back. */
    static byte[] removed(long epoch) {
        return of(epoch, "");
    }

    /** 0 where there is none. */
    static long epoch(byte @Nullable [] value) {
        return value == null ? 0 : ByteBuffer.wrap(value).getLong();
    }

    static boolean isJob(byte @Nullable [] value) {
        return value != null && value.length > Long.BYTES;
    }

    static String text(byte[] value) {
        return new String(value, Long.BYTES, value.length - Long.BYTES, StandardCharsets.UTF_8);
    }
}
