package dev.playhead.codec;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Reads the characters and escapes between the quotes of a JSON string; stateless. */
final class JsonText {
    /** The traits of a string: its contents other than printable ASCII. */
    static final int ESCAPED = 1;

    static final int NOT_ASCII = 2;
    static final int DELETE = 4;

    static final byte DEL = 0x7f;

    private static final int LONGEST_EXCERPT = 64;
    private static final String NAMED = "\"\\/bfnrt";
    private static final String MEANT = "\"\\/\b\f\n\r\t";

    private JsonText() {}

    /** Returns one past the character that begins there with a byte above 0x7f; -1 if it is not UTF-8. */
    static int character(byte[] b, int at, int to) {
        int first = b[at] & 0xff;
        int more = first < 0xc2 ? -1 : first < 0xe0 ? 1 : first < 0xf0 ? 2 : first < 0xf5 ? 3 : -1;
        if (more < 0 || at + more >= to) {
            return -1;
        }
        int second = b[at + 1] & 0xff;
        int least = first == 0xe0 ? 0xa0 : first == 0xf0 ? 0x90 : 0x80; // nothing longer than it must be
        int most = first == 0xed ? 0x9f : first == 0xf4 ? 0x8f : 0xbf; // no surrogates, nothing above U+10FFFF
        if (second < least || second > most) {
            return -1;
        }
        for (int next = at + 2; next <= at + more; next++) {
            if ((b[next] & 0xc0) != 0x80) {
                return -1;
            }
        }
        return at + more + 1;
    }

    /** Returns whether all of it is UTF-8. */
    static boolean isUtf8(byte[] b, int from, int to) {
        int at = from;
        while (at >= 0 && at < to) {
            at = b[at] >= 0 ? at + 1 : character(b, at, to);
        }
        return at >= 0;
    }

    /** Returns one past the escape that begins there with its backslash; -1 if it is not an escape. */
    static int escape(byte[] b, int at, int to) {
        if (at + 1 >= to) {
            return -1;
        }
        if (b[at + 1] != 'u') {
            return NAMED.indexOf(b[at + 1]) >= 0 ? at + 2 : -1;
        }
        for (int digit = at + 2; digit < at + 6; digit++) {
            if (digit >= to || Character.digit((char) b[digit], 16) < 0) {
                return -1;
            }
        }
        return at + 6;
    }

    /** The text that a valid string's inside stands for, in UTF-8; half a surrogate pair becomes three bytes of its own. */
    static byte[] unescape(byte[] b, int from, int to) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(to - from);
        int plain = from;
        for (int at = from; at < to; ) {
            if (b[at] != '\\') {
                at++;
                continue;
            }
            out.write(b, plain, at - plain);
            if (b[at + 1] != 'u') {
                out.write(MEANT.charAt(NAMED.indexOf(b[at + 1])));
                at += 2;
            } else {
                int unit = unit(b, at);
                at += 6;
                if (Character.isHighSurrogate((char) unit) && isLowSurrogateAt(b, at, to)) {
                    unit = Character.toCodePoint((char) unit, (char) unit(b, at));
                    at += 6;
                }
                write(out, unit);
            }
            plain = at;
        }
        out.write(b, plain, to - plain);
        return out.toByteArray();
    }

    /** The first byte that is not white space. */
    static int space(byte[] b, int from, int to) {
        int at = from;
        while (at < to && (b[at] == ' ' || b[at] == '\n' || b[at] == '\r' || b[at] == '\t')) {
            at++;
        }
        return at;
    }

    /** One past the object, array or string that begins there, by its brackets and quotes alone; -1 without an end. */
    static int skip(byte[] b, int from, int to) {
        int depth = 0;
        boolean quoted = false;
        for (int at = from; at < to; at++) {
            byte c = b[at];
            if (quoted) {
                at += c == '\\' ? 1 : 0;
                quoted = c != '"';
            } else if (c == '"') {
                quoted = true;
            } else if (c == '{' || c == '[') {
                depth++;
            } else if (c == '}' || c == ']') {
                depth--;
            }
            if (depth == 0 && !quoted) {
                return at + 1;
            }
        }
        return -1;
    }

    /** Returns the text as a part of a JSON pointer, shortened if long. */
    static String excerpt(byte[] b, int from, int to) {
        int end = Math.min(to, from + LONGEST_EXCERPT);
        byte[] text = to > end ? Arrays.copyOfRange(b, from, end) : unescape(b, from, to);
        return new String(text, StandardCharsets.UTF_8).replace("~", "~0").replace("/", "~1") + (to > end ? "…" : "");
    }

    private static boolean isLowSurrogateAt(byte[] b, int at, int to) {
        return at + 6 <= to && b[at] == '\\' && b[at + 1] == 'u' && Character.isLowSurrogate((char) unit(b, at));
    }

    private static int unit(byte[] b, int at) {
        int unit = 0;
        for (int digit = at + 2; digit < at + 6; digit++) {
            unit = unit << 4 | Character.digit((char) b[digit], 16);
        }
        return unit;
    }

    private static void write(ByteArrayOutputStream out, int codePoint) {
        if (codePoint < 0x80) {
            out.write(codePoint);
        } else if (codePoint < 0x800) {
            out.write(0xc0 | codePoint >> 6);
            out.write(0x80 | codePoint & 0x3f);
        } else if (codePoint < 0x10000) {
            out.write(0xe0 | codePoint >> 12);
            out.write(0x80 | codePoint >> 6 & 0x3f);
            out.write(0x80 | codePoint & 0x3f);
        } else {
            out.write(0xf0 | codePoint >> 18);
            out.write(0x80 | codePoint >> 12 & 0x3f);
            out.write(0x80 | codePoint >> 6 & 0x3f);
            out.write(0x80 | codePoint & 0x3f);
        }
    }
}
