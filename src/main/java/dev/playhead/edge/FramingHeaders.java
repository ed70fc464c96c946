package dev.playhead.edge;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Gathers the headers of one request that define the length of its body. Owned by the connection's event loop. */
final class FramingHeaders {
    private enum Known {
        LENGTH("content-length"),
        CODING("transfer-encoding"),
        /** A header of a WebSocket handshake before RFC 6455; its body has eight bytes that no header announces. */
        HIXIE_KEY("sec-websocket-key1"),
        UPGRADE("upgrade"),
        CONNECTION("connection"),
        SETTINGS("http2-settings");

        private final byte[] name;

        Known(String name) {
            this.name = name.getBytes(StandardCharsets.US_ASCII);
        }

        boolean isOfFraming() {
            return this == LENGTH || this == CODING;
        }
    }

    private static final List<Known> ALL = List.of(Known.values());
    private static final int SHORTEST = Known.UPGRADE.name.length;
    private static final int LONGEST = Known.HIXIE_KEY.name.length;

    /** {@code HTTP/1.1}, the last eight bytes of a request line. */
    private static final long HTTP_1_1 = 0x485454502f312e31L;

    private static final int MOST_VALUE = 64;

    /** The first bytes of the other headers that it looks at. */
    private static final int MOST_TEXT = 512;

    private static final String BEHIND = "The trailer has a header of the framing; send it in the head";
    private static final int MOST_DIGITS = 18;
    private static final boolean[] TOKEN = new boolean[128];

    static {
        for (char unit = 0; unit < TOKEN.length; unit++) {
            TOKEN[unit] = Character.isLetterOrDigit(unit) || "!#$%&'*+-.^_`|~".indexOf(unit) >= 0;
        }
    }

    private final byte[] name = new byte[LONGEST];
    private final StringBuilder value = new StringBuilder();
    private long lastEight;
    private int nameLength;
    private final Http2Upgrade upgrade = new Http2Upgrade();
    private @Nullable Known known;
    private @Nullable String coding;
    private long length;

    static boolean isToken(byte unit) {
        return unit >= 0 && TOKEN[unit];
    }

    void begin() {
        lastEight = 0;
        coding = null;
        length = -1;
        upgrade.begin();
    }

    void ofRequestLine(byte unit) {
        if (unit != '\r') {
            lastEight = lastEight << 8 | unit & 0xff;
        }
    }

    @Nullable
    String requestLineEnds() {
        return lastEight >>> 24 == HTTP_1_1 >>> 24
                ? null
                : "The first line is not a request line: it does not end with an HTTP version";
    }

    void nameBegins() {
        nameLength = 0;
    }

    void ofName(byte unit) {
        if (nameLength < name.length) {
            name[nameLength] = (byte) (unit >= 'A' && unit <= 'Z' ? unit + 32 : unit);
        }
        nameLength++;
    }

    @Nullable
    String nameEnds() {
        known = null;
        if (nameLength >= SHORTEST && nameLength <= LONGEST) {
            for (Known each : ALL) {
                if (Arrays.equals(each.name, 0, each.name.length, name, 0, nameLength)) {
                    known = each;
                }
            }
        }
        value.setLength(0);
        return nameLength == 0 ? "A header has no name before its colon" : null;
    }

    /** Returns whether the value of the header at hand matters. */
    boolean isKnown() {
        return known != null;
    }

    @Nullable
    String ofValue(byte unit) {
        if (known == null || value.length() >= MOST_TEXT) {
            return null;
        }
        value.append((char) (unit & 0xff));
        return known.isOfFraming() && value.length() > MOST_VALUE
                ? "A header of the framing is longer than " + MOST_VALUE + " characters"
                : null;
    }

    /** @param trailer whether the header is in the trailer */
    @Nullable
    String valueEnds(boolean trailer) {
        if (known == null) {
            return null;
        }
        return switch (known) {
            case LENGTH -> trailer ? BEHIND : lengthIs();
            case CODING -> trailer ? BEHIND : codingIs(text());
            case HIXIE_KEY -> "Sec-WebSocket-Key1 belongs to a draft of WebSocket; use RFC 6455";
            case UPGRADE -> upgrade.to(text());
            case CONNECTION -> upgrade.connection(text());
            case SETTINGS -> upgrade.settings(text());
        };
    }

    private String text() {
        return value.toString().strip();
    }

    private @Nullable String lengthIs() {
        if (length >= 0) {
            return "The request has Content-Length twice";
        }
        length = digits();
        return length >= 0
                ? null
                : "Content-Length is '" + text() + "'; it must be one number of at most " + MOST_DIGITS + " digits";
    }

    /** Reads the value as a number with optional white space around it; -1 if it is invalid or has too many digits. */
    private long digits() {
        int from = 0;
        int to = value.length();
        while (from < to && isSpace(value.charAt(from))) {
            from++;
        }
        while (to > from && isSpace(value.charAt(to - 1))) {
            to--;
        }
        long number = 0;
        for (int at = from; at < to; at++) {
            char digit = value.charAt(at);
            if (digit < '0' || digit > '9') {
                return -1;
            }
            number = number * 10 + (digit - '0');
        }
        return to == from || to - from > MOST_DIGITS ? -1 : number;
    }

    private static boolean isSpace(char unit) {
        return unit == ' ' || unit == '\t';
    }

    private @Nullable String codingIs(String text) {
        if (coding != null) {
            return "The request has Transfer-Encoding twice";
        }
        coding = text;
        return text.equalsIgnoreCase("chunked")
                ? null
                : "Transfer-Encoding is '" + text + "'; it must be chunked, once";
    }

    @Nullable
    String headEnds() {
        if (coding == null) {
            return upgrade.headEnds();
        }
        if (length >= 0) {
            return "The request has both Content-Length and Transfer-Encoding; send one of them";
        }
        return lastEight == HTTP_1_1 ? upgrade.headEnds() : "Transfer-Encoding needs HTTP/1.1";
    }

    boolean isChunked() {
        return coding != null;
    }

    /** Returns the length of a body that is not chunked. */
    long length() {
        return Math.max(length, 0);
    }
}
