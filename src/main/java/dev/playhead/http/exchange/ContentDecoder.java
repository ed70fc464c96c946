package dev.playhead.http.exchange;

import dev.playhead.event.Problem;
import dev.playhead.event.RefusedException;
import java.io.ByteArrayOutputStream;
import java.util.Locale;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/**
 * Decodes a body of the coding {@code gzip} (RFC 1952, any number of members) or {@code deflate} (RFC 1950, and RFC
 * 1951 as some clients send it), piece by piece. It holds only the last fed bytes, so its reader bounds the decoded
 * bytes. Owned by one event loop; close it, because an inflater has memory outside the heap.
 */
final class ContentDecoder implements AutoCloseable {
    /** The codings that are decoded, as {@code Accept-Encoding} lists them. */
    public static final String CODINGS = "gzip, deflate";

    private static final int ZLIB_HEADER = 2;
    private static final int TRAILER = 8;

    private enum State {
        HEADER,
        DATA,
        TRAILER,
        END
    }

    private final boolean gzip;
    private final CRC32 checksum = new CRC32();
    private final ByteArrayOutputStream kept = new ByteArrayOutputStream(TRAILER);
    private State state = State.HEADER;
    private GzipHeader header = new GzipHeader();
    private Inflater inflater = new Inflater(true);
    private byte[] fed = {};
    private int at;

    private ContentDecoder(boolean gzip) {
        this.gzip = gzip;
    }

    /** Returns whether the coding, as {@code Content-Encoding} names it, changes nothing. */
    public static boolean isIdentity(@Nullable String coding) {
        return coding == null || coding.isBlank() || coding.strip().equalsIgnoreCase("identity");
    }

    /** @throws RefusedException {@code unsupported_media_type} for a coding outside {@link #CODINGS} */
    public static ContentDecoder of(String coding) {
        return switch (coding.strip().toLowerCase(Locale.ROOT)) {
            case "gzip", "x-gzip" -> new ContentDecoder(true);
            case "deflate" -> new ContentDecoder(false);
            default ->
                throw Problem.UNSUPPORTED_MEDIA_TYPE
                        .because("The node does not decode the content coding " + coding.strip() + ": use one of "
                                + CODINGS + ", or none")
                        .asException();
        };
    }

    /** Gives it the next bytes; only after {@link #read} has given 0. */
    public void feed(byte[] bytes) {
        fed = bytes;
        at = 0;
    }

    /**
     * Decodes into the array.
     *
     * @return the number of bytes; 0 if it needs more input
     * @throws RefusedException {@code malformed}
     */
    public int read(byte[] into) {
        int length = 0;
        while (length == 0 && (at < fed.length || state == State.DATA && !inflater.needsInput())) {
            switch (state) {
                case HEADER -> header();
                case DATA -> length = inflate(into);
                case TRAILER -> trailer();
                case END -> throw malformed("more bytes follow its end");
            }
        }
        return length;
    }

    /** Returns whether the fed bytes are a complete body; an empty body is one. */
    public boolean isWhole() {
        return state == State.END || state == State.HEADER && header.isEmpty() && kept.size() == 0;
    }

    @Override
    public void close() {
        inflater.end();
        state = State.END;
        fed = new byte[0];
        at = 0;
    }

    private void header() {
        byte next = fed[at++];
        if (gzip) {
            state = header.take(next) ? State.DATA : State.HEADER;
            return;
        }
        kept.write(next);
        if (kept.size() == ZLIB_HEADER) {
            byte[] first = kept.toByteArray();
            if (isZlib(first)) {
                inflater.end();
                inflater = new Inflater();
            }
            inflater.setInput(first);
            state = State.DATA;
        }
    }

    private int inflate(byte[] into) {
        if (inflater.needsInput()) {
            inflater.setInput(fed, at, fed.length - at);
            at = fed.length;
        }
        int length;
        try {
            length = inflater.inflate(into);
        } catch (DataFormatException broken) {
            throw malformed(String.valueOf(broken.getMessage()));
        }
        checksum.update(into, 0, length);
        if (inflater.finished()) {
            at -= inflater.getRemaining();
            kept.reset();
            state = gzip ? State.TRAILER : State.END;
        } else if (length == 0 && inflater.needsDictionary()) {
            throw malformed("it needs a dictionary");
        }
        return length;
    }

    private void trailer() {
        kept.write(fed[at++]);
        if (kept.size() < TRAILER) {
            return;
        }
        byte[] trailer = kept.toByteArray();
        if (number(trailer, 0) != checksum.getValue()
                || number(trailer, 4) != (inflater.getBytesWritten() & 0xffffffffL)) {
            throw malformed("its checksum or length is wrong");
        }
        kept.reset();
        checksum.reset();
        inflater.reset();
        header = new GzipHeader();
        state = State.HEADER;
    }

    private static long number(byte[] bytes, int from) {
        long number = 0;
        for (int index = 3; index >= 0; index--) {
            number = number << 8 | bytes[from + index] & 0xff;
        }
        return number;
    }

    private static boolean isZlib(byte[] head) {
        return (head[0] & 0x0f) == 8 && ((head[0] & 0xff) << 8 | head[1] & 0xff) % 31 == 0;
    }

    /** The failure of a body that ends before its coding does. */
    public static RefusedException incomplete() {
        return malformed("it ends too early");
    }

    static RefusedException malformed(String why) {
        return Problem.MALFORMED
                .because("The body does not match its Content-Encoding: " + why)
                .asException();
    }
}
