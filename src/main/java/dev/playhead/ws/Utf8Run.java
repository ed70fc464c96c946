package dev.playhead.ws;

import io.vertx.core.buffer.Buffer;

/**
 * Checks the bytes of one text message for UTF-8, frame by frame: a character may begin in one frame and end in the next.
 * Owned by the socket's event loop.
 */
final class Utf8Run {
    private static final int CONTINUES_FROM = 0x80;
    private static final int CONTINUES_TO = 0xbf;

    private int missing;
    private int lowest;
    private int highest;

    void begin() {
        missing = 0;
    }

    /** Returns whether the bytes continue the text as UTF-8. */
    boolean takes(Buffer bytes) {
        int length = bytes.length();
        for (int at = 0; at < length; at++) {
            int unit = bytes.getByte(at) & 0xff;
            if (missing > 0 ? !continues(unit) : unit >= CONTINUES_FROM && !begins(unit)) {
                return false;
            }
        }
        return true;
    }

    /** Returns whether the last character is complete. */
    boolean isWhole() {
        return missing == 0;
    }

    private boolean continues(int unit) {
        boolean fits = unit >= lowest && unit <= highest;
        missing--;
        lowest = CONTINUES_FROM;
        highest = CONTINUES_TO;
        return fits;
    }

    /**
     * Takes the first byte of a character. The bounds of the second byte exclude overlong forms, surrogates, and
     * characters above U+10FFFF.
     */
    private boolean begins(int unit) {
        missing = unit >= 0xf0 ? 3 : unit >= 0xe0 ? 2 : 1;
        lowest = unit == 0xe0 ? 0xa0 : unit == 0xf0 ? 0x90 : CONTINUES_FROM;
        highest = unit == 0xed ? 0x9f : unit == 0xf4 ? 0x8f : CONTINUES_TO;
        return unit >= 0xc2 && unit <= 0xf4;
    }
}
