package dev.playhead.git;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * Converts a path to text. A path that a CloudEvents attribute may hold stays unchanged; another is quoted as in
 * {@code git ls-tree} ({@code "caf\351"}). A path that begins with a quotation mark is quoted too, so that no two paths
 * share a text. Stateless.
 */
final class PathText {
    private static final String ESCAPED = "\u0007\b\t\n\u000b\f\r\"\\";
    private static final String LETTERS = "abtnvfr\"\\";

    private PathText() {}

    static String of(byte[] path) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(path))
                    .toString();
            boolean plain = !text.startsWith("\"") && text.codePoints().allMatch(PathText::isAllowed);
            return plain ? text : quoted(path);
        } catch (CharacterCodingException notUtf8) {
            return quoted(path);
        }
    }

    /**
     * Returns whether CloudEvents 1.0 allows the character in an attribute of type String: no control characters, no
     * noncharacters.
     */
    private static boolean isAllowed(int codePoint) {
        boolean noncharacter = (codePoint & 0xFFFE) == 0xFFFE || (codePoint >= 0xFDD0 && codePoint <= 0xFDEF);
        return !Character.isISOControl(codePoint) && !noncharacter;
    }

    private static String quoted(byte[] path) {
        StringBuilder text = new StringBuilder(path.length + 8).append('"');
        for (byte unit : path) {
            int escape = ESCAPED.indexOf(unit);
            if (escape >= 0) {
                text.append('\\').append(LETTERS.charAt(escape));
            } else if (unit < ' ' || unit == 0x7F) {
                text.append('\\').append(String.format("%03o", unit & 0xFF));
            } else {
                text.append((char) unit);
            }
        }
        return text.append('"').toString();
    }
}
