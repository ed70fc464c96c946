package dev.playhead.codec;

import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;

/**
 * Encodes the place of a JSON string within its event in one long, so that a block can keep many; stateless.
 *
 * <pre>
 * bits 63..32 where it begins, after its quote    31..1 its length in bytes    0 whether it has escapes
 * </pre>
 */
public final class TextSlice {
    /** The slice of an absent string. */
    public static final long NONE = 0;

    private TextSlice() {}

    static long of(int from, int to, boolean escaped) {
        return (long) from << 32 | (long) (to - from) << 1 | (escaped ? 1 : 0);
    }

    static int from(long slice) {
        return (int) (slice >>> 32);
    }

    static int to(long slice) {
        return from(slice) + ((int) slice >>> 1);
    }

    static boolean isEscaped(long slice) {
        return (slice & 1) != 0;
    }

    /** Reads the string; {@code event} is the begin of its event in the text. */
    public static String read(Buffer text, int event, long slice) {
        return new String(bytes(text, event, slice), StandardCharsets.UTF_8);
    }

    /** The same in UTF-8. */
    public static byte[] bytes(Buffer text, int event, long slice) {
        int from = event + (int) (slice >>> 32);
        byte[] bytes = text.getBytes(from, from + ((int) slice >>> 1));
        return (slice & 1) == 0 ? bytes : JsonText.unescape(bytes, 0, bytes.length);
    }
}
