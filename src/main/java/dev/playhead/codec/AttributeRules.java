package dev.playhead.codec;

import org.jspecify.annotations.Nullable;

/** Checks names and texts of attributes by the rules of CloudEvents 1.0; stateless. Text is UTF-8, unescaped. */
public final class AttributeRules {
    private static final boolean[] BASE64 = new boolean[128];

    static {
        for (int c = 0; c < 128; c++) {
            BASE64[c] = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '+' || c == '/';
        }
    }

    private AttributeRules() {}

    /**
     * Returns the fault of a text as that attribute, or null.
     *
     * @param plain true when the text is known to be printable ASCII
     */
    static @Nullable String fault(Attribute attribute, byte[] text, int from, int to, boolean plain) {
        if (!plain && !isText(text, from, to)) {
            return "must have no control characters, noncharacters or halves of surrogate pairs";
        }
        if (from == to && attribute != Attribute.EXTENSION) {
            return "must not be empty";
        }
        return switch (attribute) {
            case SPECVERSION ->
                to - from == 3 && text[from] == '1' && text[from + 1] == '.' && text[from + 2] == '0'
                        ? null
                        : "must be 1.0";
            case SOURCE -> UriSyntax.isReference(text, from, to) ? null : "must be a URI-reference (RFC 3986)";
            case DATASCHEMA -> UriSyntax.isAbsolute(text, from, to) ? null : "must be a URI with a scheme (RFC 3986)";
            case TIME -> Timestamps.isValid(text, from, to) ? null : "must be a timestamp (RFC 3339)";
            case DATACONTENTTYPE -> MediaTypes.isValid(text, from, to) ? null : "must be a media type (RFC 2046)";
            default -> null;
        };
    }

    /** Returns whether the name of an extension may be this: lower-case letters and digits. */
    public static boolean isName(byte[] name, int from, int to) {
        for (int at = from; at < to; at++) {
            byte c = name[at];
            if (!(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9')) {
                return false;
            }
        }
        return to > from;
    }

    /** Returns whether a JSON number is an integer of 32 bits, written without fraction and exponent. */
    static boolean isInteger(byte[] json, int from, int to) {
        boolean negative = json[from] == '-';
        long value = 0;
        for (int at = negative ? from + 1 : from; at < to; at++) {
            if (json[at] < '0' || json[at] > '9' || value > Integer.MAX_VALUE) {
                return false;
            }
            value = value * 10 + json[at] - '0';
        }
        return value <= (negative ? -(long) Integer.MIN_VALUE : Integer.MAX_VALUE);
    }

    /** Returns whether it is Base64 with its padding, in the standard alphabet. */
    static boolean isBase64(byte[] text, int from, int to) {
        if ((to - from) % 4 != 0) {
            return false;
        }
        int end = to;
        while (end > from && to - end < 2 && text[end - 1] == '=') {
            end--;
        }
        for (int at = from; at < end; at++) {
            if (text[at] < 0 || !BASE64[text[at]]) {
                return false;
            }
        }
        return true;
    }

    /**
     * Returns whether a CloudEvents String may hold these characters; UTF-8 in which surrogates may stand as three
     * bytes.
     */
    private static boolean isText(byte[] b, int from, int to) {
        for (int at = from; at < to; at++) {
            int first = b[at] & 0xff;
            if (first < ' ' || first == JsonText.DEL) {
                return false;
            }
            if (first >= 0x80 && isForbidden(b, at, to)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isForbidden(byte[] b, int at, int to) {
        int second = at + 1 < to ? b[at + 1] & 0xff : 0;
        int third = at + 2 < to ? b[at + 2] & 0xff : 0;
        int fourth = at + 3 < to ? b[at + 3] & 0xff : 0;
        return switch (b[at] & 0xff) {
            case 0xc2 -> second < 0xa0; // U+0080 to U+009F
            case 0xed -> second >= 0xa0; // half a pair
            case 0xef -> second == 0xb7 && third >= 0x90 && third <= 0xaf || second == 0xbf && third >= 0xbe;
            case 0xf0, 0xf1, 0xf2, 0xf3, 0xf4 -> (second & 0x0f) == 0x0f && third == 0xbf && fourth >= 0xbe;
            default -> false;
        };
    }
}
