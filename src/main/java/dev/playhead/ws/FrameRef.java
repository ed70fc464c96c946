package dev.playhead.ws;

import org.jspecify.annotations.Nullable;

/**
 * Finds the {@code ref} of a frame without its end; stateless. It reads only the first bytes, and does not validate
 * them.
 */
final class FrameRef {
    private static final int MOST_BYTES = 64 << 10;
    private static final int MOST_DIGITS = 18;

    private FrameRef() {}

    /** Finds the number in the member {@code ref} of the outermost object; null if the bytes do not have all of it. */
    static @Nullable Long find(byte[] bytes) {
        int end = Math.min(bytes.length, MOST_BYTES);
        int depth = 0;
        for (int at = 0; at < end; at++) {
            byte next = bytes[at];
            if (next == '{' || next == '[') {
                depth++;
            } else if (next == '}' || next == ']') {
                depth--;
            } else if (next == '"') {
                int close = close(bytes, at + 1, end);
                int value = depth == 1 && isRef(bytes, at + 1, close) ? value(bytes, close + 1, end) : end;
                if (value < end) {
                    return number(bytes, value, end);
                }
                at = close;
            }
        }
        return null;
    }

    /** Returns the end of the string that begins there. */
    private static int close(byte[] bytes, int from, int end) {
        int at = from;
        while (at < end && bytes[at] != '"') {
            at += bytes[at] == '\\' ? 2 : 1;
        }
        return at;
    }

    private static boolean isRef(byte[] bytes, int from, int to) {
        return to - from == 3 && bytes[from] == 'r' && bytes[from + 1] == 'e' && bytes[from + 2] == 'f';
    }

    /** Returns the start of the value after the name of a member; the end without one. */
    private static int value(byte[] bytes, int from, int end) {
        int colon = space(bytes, from, end);
        return colon < end && bytes[colon] == ':' ? space(bytes, colon + 1, end) : end;
    }

    private static @Nullable Long number(byte[] bytes, int from, int end) {
        boolean isNegative = bytes[from] == '-';
        int first = isNegative ? from + 1 : from;
        int at = first;
        long number = 0;
        while (at < end && at - first < MOST_DIGITS && bytes[at] >= '0' && bytes[at] <= '9') {
            number = number * 10 + bytes[at++] - '0';
        }
        int after = space(bytes, at, end);
        boolean isWhole = at > first && after < end && (bytes[after] == ',' || bytes[after] == '}');
        return isWhole ? (Long) (isNegative ? -number : number) : null;
    }

    private static int space(byte[] bytes, int from, int end) {
        int at = from;
        while (at < end && (bytes[at] == ' ' || bytes[at] == '\n' || bytes[at] == '\r' || bytes[at] == '\t')) {
            at++;
        }
        return at;
    }
}
