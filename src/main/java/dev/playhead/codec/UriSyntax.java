package dev.playhead.codec;

/**
 * URIs and URI-references as RFC 3986 has them; stateless.
 *
 * <pre>
 * scheme ":" "//" authority path "?" query "#" fragment
 * </pre>
 */
final class UriSyntax {
    private static final String PUNCTUATION = "-._~!$&'()*+,;=:@/?";
    private static final boolean[] ALLOWED = new boolean[128];

    static {
        for (int c = 0; c < 128; c++) {
            ALLOWED[c] = isLetter(c) || isDigit(c) || PUNCTUATION.indexOf(c) >= 0;
        }
    }

    private UriSyntax() {}

    static boolean isReference(byte[] b, int from, int to) {
        int colon = colon(b, from, to);
        return (colon < 0 || isScheme(b, from, colon)) && isRest(b, colon < 0 ? from : colon + 1, to);
    }

    /** Returns whether it has a scheme, too. */
    static boolean isAbsolute(byte[] b, int from, int to) {
        return colon(b, from, to) >= 0 && isReference(b, from, to);
    }

    /** Finds the colon after a scheme; a path cannot have a colon there. */
    private static int colon(byte[] b, int from, int to) {
        for (int at = from; at < to; at++) {
            byte c = b[at];
            if (c == ':') {
                return at;
            }
            if (c == '/' || c == '?' || c == '#') {
                return -1;
            }
        }
        return -1;
    }

    private static boolean isScheme(byte[] b, int from, int to) {
        for (int at = from; at < to; at++) {
            boolean inner = isDigit(b[at]) || b[at] == '+' || b[at] == '-' || b[at] == '.';
            if (!isLetter(b[at]) && (at == from || !inner)) {
                return false;
            }
        }
        return to > from;
    }

    private static boolean isRest(byte[] b, int from, int to) {
        int at = from;
        if (to - from >= 2 && b[from] == '/' && b[from + 1] == '/') {
            at = literalAddress(b, from + 2, to);
        }
        boolean fragment = false;
        for (; at < to; at++) {
            byte c = b[at];
            if (c == '%') {
                if (at + 2 >= to || !isHex(b[at + 1]) || !isHex(b[at + 2])) {
                    return false;
                }
                at += 2;
            } else if (c == '#' && !fragment) {
                fragment = true;
            } else if (c < 0 || !ALLOWED[c]) {
                return false;
            }
        }
        return true;
    }

    /** Returns one past an address in brackets (IPv6) if the host is one; else the begin of the authority. */
    private static int literalAddress(byte[] b, int from, int to) {
        int at = from;
        if (at < to && b[at] == '[') {
            at++;
            while (at < to && (isHex(b[at]) || b[at] == ':' || b[at] == '.')) {
                at++;
            }
        }
        return at > from + 1 && at < to && b[at] == ']' ? at + 1 : from;
    }

    private static boolean isLetter(int c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
    }

    private static boolean isDigit(int c) {
        return c >= '0' && c <= '9';
    }

    private static boolean isHex(int c) {
        return isDigit(c) || c >= 'a' && c <= 'f' || c >= 'A' && c <= 'F';
    }
}
