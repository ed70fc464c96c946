package dev.playhead.tcp;

import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Gathers the first line of a TCP connection until its end, or until it is too long for a hello. The peer is still
 * unknown, so it keeps only {@link Hello#MOST_BYTES} of the line and the rest of one read. It drops blank lines before
 * it. Owned by the connection's event loop.
 *
 * <p>A web page can make a browser send HTTP to this port. Its body may have lines that are events. So a first line of
 * HTTP or of a binary protocol must end the connection.
 */
final class FirstLine {
    private static final String METHOD = "[!#$%&'*+.^_`|~0-9A-Za-z-]+ ";

    private static final Pattern REQUEST_LINE = Pattern.compile(METHOD + ".+ HTTP/\\d.*");

    /** The beginning of a request line that is too long to be complete. */
    private static final Pattern REQUEST_BEGINS = Pattern.compile(METHOD + "[^ ].*", Pattern.DOTALL);

    /** The begin of a command of Redis: the number of its words. */
    private static final Pattern REDIS = Pattern.compile("\\*\\d+");

    private static final byte TLS_HANDSHAKE = 0x16;
    private static final String TAKES = "; this port accepts events as lines of JSON in plain text";

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

    /** Returns whether it is complete, or too long for a hello. */
    boolean isKnown() {
        return whole || isTooLong() || isBinary();
    }

    /** Names the protocol that the peer speaks in place of lines of JSON; null for lines. */
    @Nullable
    String foreign() {
        if (isBinary()) {
            return all.getByte(0) == TLS_HANDSHAKE
                    ? "The first bytes are a TLS handshake" + TAKES
                    : String.format("The first byte is 0x%02x, as in a binary protocol", all.getByte(0)) + TAKES;
        }
        Pattern http = isTooLong() && !whole ? REQUEST_BEGINS : REQUEST_LINE;
        if (http.matcher(text()).matches()) {
            return "The first line is HTTP" + TAKES + ", and http.port is the port for HTTP";
        }
        return REDIS.matcher(text()).matches() ? "The first line is a command of Redis" + TAKES : null;
    }

    Hello hello() {
        return isTooLong() ? Hello.NONE : Hello.parse(all.getBytes(0, searched));
    }

    /** Returns all received bytes, with the line. */
    Buffer all() {
        return all;
    }

    /** Returns the received bytes after the line. */
    Buffer rest() {
        return all.slice(Math.min(searched + 1, all.length()), all.length());
    }

    void clear() {
        all = Buffer.buffer();
    }

    private boolean isTooLong() {
        return searched > Hello.MOST_BYTES;
    }

    /** Returns whether the first byte is a control character or not ASCII: no line of JSON begins like this. */
    private boolean isBinary() {
        if (all.length() == 0) {
            return false;
        }
        byte first = all.getByte(0);
        return first < ' ' && first != '\t' && first != '\r' && first != '\n';
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
