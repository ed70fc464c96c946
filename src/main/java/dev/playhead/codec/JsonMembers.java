package dev.playhead.codec;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Finds members of one JSON object that is known to be valid, one name at a time; immutable. */
public final class JsonMembers {
    private final byte[] json;

    /** The object, without white space around it; the array is not copied. */
    public JsonMembers(byte[] json) {
        this.json = json;
    }

    /** Returns a string, or the text of a number, {@code true} or {@code false}; null for other values. */
    public @Nullable String text(String name) {
        Object value = value(name);
        return value == null ? null : value.toString();
    }

    /** Returns a String, Integer or Boolean; null for other values. A number beyond Integer is its text. */
    public @Nullable Object value(String name) {
        byte[] wanted = name.getBytes(StandardCharsets.UTF_8);
        int at = space(1);
        while (json[at] == '"') {
            int key = at + 1;
            int keyEnd = JsonText.skip(json, at, json.length) - 1;
            int value = space(space(keyEnd + 1) + 1);
            int end = valueEnd(value);
            if (isKey(wanted, key, keyEnd)) {
                return value(value, end);
            }
            at = space(end);
            at = json[at] == ',' ? space(at + 1) : at;
        }
        return null;
    }

    private @Nullable Object value(int from, int to) {
        byte first = json[from];
        if (first == '"') {
            return new String(JsonText.unescape(json, from + 1, to - 1), StandardCharsets.UTF_8);
        }
        if (first == '{' || first == '[' || first == 'n') {
            return null;
        }
        String word = new String(json, from, to - from, StandardCharsets.US_ASCII);
        if (first == 't' || first == 'f') {
            return Boolean.valueOf(word);
        }
        return AttributeRules.isInteger(json, from, to) ? (Object) Integer.valueOf(word) : word;
    }

    private boolean isKey(byte[] wanted, int from, int to) {
        if (Arrays.equals(json, from, to, wanted, 0, wanted.length)) {
            return true;
        }
        return Words.indexOf((byte) '\\', json, from, to) >= 0
                && Arrays.equals(JsonText.unescape(json, from, to), wanted);
    }

    private int valueEnd(int from) {
        byte first = json[from];
        if (first == '"' || first == '{' || first == '[') {
            return JsonText.skip(json, from, json.length);
        }
        int at = from;
        while (json[at] != ',' && json[at] != '}' && json[at] > ' ') {
            at++;
        }
        return at;
    }

    private int space(int from) {
        return JsonText.space(json, from, json.length);
    }
}
