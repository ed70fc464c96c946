package dev.playhead.codec;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Returns mostly the same String for the same bytes, for texts that repeat from event to event; owned by one thread. It
 * keeps a bounded number of texts; of two texts in one slot it keeps the later.
 */
final class SharedTexts {
    private static final int PLACES = 512;
    private static final int LONGEST = 256;

    private final byte[] @Nullable [] raw = new byte[PLACES][];
    private final @Nullable String[] texts = new String[PLACES];

    /** Returns the text of the inside of a JSON string. */
    String get(byte[] bytes, int from, int to, boolean escaped) {
        if (to - from > LONGEST) {
            return text(bytes, from, to, escaped);
        }
        int place = KeyStack.hash(bytes, from, to) & (PLACES - 1);
        byte[] known = raw[place];
        String shared = texts[place];
        if (shared != null && known != null && Arrays.equals(known, 0, known.length, bytes, from, to)) {
            return shared;
        }
        String text = text(bytes, from, to, escaped);
        raw[place] = Arrays.copyOfRange(bytes, from, to);
        texts[place] = text;
        return text;
    }

    private static String text(byte[] bytes, int from, int to, boolean escaped) {
        return escaped
                ? new String(JsonText.unescape(bytes, from, to), StandardCharsets.UTF_8)
                : new String(bytes, from, to - from, StandardCharsets.UTF_8);
    }
}
