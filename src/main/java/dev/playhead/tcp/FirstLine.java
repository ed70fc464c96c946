package dev.playhead.tcp;

import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/**
 * Gathers the first line of a TCP connection until it is known, with its end or as too long for a greeting. Nobody has
 * said yet who the peer is, so it keeps {@link Hello#MOST_BYTES} of it and the rest of one read. Blank
 * lines before it are dropped. Owned by the connection's
 * event loop.
 *
 * <p>A web page can make a browser send HTTP to this port. Its body may have lines that are events, so a first line that
 * begins as HTTP does, or as TLS does, must end the connection.
 */
final class FirstLine {
    private static final String METHOD = "[!#$%&'*+.^_`|~0-9A-Za-z-]+ ";

    private static final Pattern REQUEST_LINE = Pattern.compile(METHOD + ".+ HTTP/\\d.*");

    /** Of a request line that is too long to have come whole. */
    private static final Pattern REQUEST_BEGINS = Pattern.compile(METHOD + "[^ ].*", Pattern.DOTALL);

    private static final byte TLS_HANDSHAKE = 0x16;

    private Buffer all = Buffer.buffer();
    private int searched;
    private boolean whole;

    void add(Buffer chunk) {
        all.appendBuffer(chunk);
        while (!whole && searched < all.length()) {
            if (all.getByte(searched) != '\n') {
                searched++;
            } else if (isBlank()) {
                all = all.getBuffer(searched + 1, all.length());
                searched = 0;
            } else {
                whole = true;
            }
        }
    }

    /** Whether it is whole, or so long that it cannot be a greeting. */
    boolean isKnown() {
        return whole || isTooLong() || isTls();
    }

    /** Whether the peer speaks HTTP or TLS. */
    boolean isForeign() {
        Pattern http = isTooLong() && !whole ? REQUEST_BEGINS : REQUEST_LINE;
        return isTls() || http.matcher(text()).matches();
    }

    Hello hello() {
        return isTooLong() ? Hello.NONE : Hello.parse(all.getBytes(0, searched));
    }

    /** All that came, with the line. */
    Buffer all() {
        return all;
    }

    /** All that came behind the line. */
    Buffer rest() {
        return all.slice(Math.min(searched + 1, all.length()), all.length());
    }

    void clear() {
        all = Buffer.buffer();
    }

    private boolean isTooLong() {
        return searched > Hello.MOST_BYTES;
    }

    private boolean isTls() {
        return all.length() > 0 && all.getByte(0) == TLS_HANDSHAKE;
    }

    private String text() {
        String line = new String(all.getBytes(0, searched), StandardCharsets.ISO_8859_1);
        return line.endsWith("\r") ? line.substring(0, line.length() - 1) : line;
    }

    private boolean isBlank() {
        for (int at = 0; at < searched; at++) {
            byte c = all.getByte(at);
            if (c != ' ' && c != '\t' && c != '\r') {
                return false;
            }
        }
        return true;
    }
}
