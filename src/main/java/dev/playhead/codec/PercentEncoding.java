package dev.playhead.codec;

import java.io.ByteArrayOutputStream;

/** The percent-encoding of paths and queries (RFC 3986, 2.1), of text in UTF-8; stateless. */
public final class PercentEncoding {
    private static final int NONE = -1;

    private PercentEncoding() {}

    /** Finds the first percent sign that does not begin a character; -1 without one. */
    public static int faultAt(String text) {
        int at = text.indexOf('%');
        while (at >= 0) {
            int end = runEnd(text, at);
            if (end < 0) {
                return at;
            }
            at = text.indexOf('%', end);
        }
        return NONE;
    }

    /** Returns one past the successive escapes from there; -1 if one is invalid, or all of them are not UTF-8. */
    private static int runEnd(String text, int from) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        int at = from;
        while (at < text.length() && text.charAt(at) == '%') {
            int high = at + 1 < text.length() ? digit(text.charAt(at + 1)) : NONE;
            int low = at + 2 < text.length() ? digit(text.charAt(at + 2)) : NONE;
            if (high < 0 || low < 0) {
                return NONE;
            }
            bytes.write(high << 4 | low);
            at += 3;
        }
        return JsonText.isUtf8(bytes.toByteArray(), 0, bytes.size()) ? at : NONE;
    }

    private static int digit(char c) {
        return c < 128 ? Character.digit(c, 16) : NONE;
    }
}
