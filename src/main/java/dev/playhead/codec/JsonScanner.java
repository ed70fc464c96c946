package dev.playhead.codec;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Validates JSON in one pass over the bytes: the grammar of RFC 8259, strict UTF-8, no key twice in an object, a limit
 * on nesting. One thread owns it and may use it again and again. A scan of valid JSON with small objects allocates
 * nothing.
 *
 * <p>After a scan of an object it has its members as ranges of the scanned bytes; the caller must not change these.
 * Playhead has its own scanner because every event in and every record out passes it.
 */
public final class JsonScanner {
    /** Names the kind of a fault in the bytes. */
    public enum Fault {
        NONE,
        /** The text is not JSON: the end of a value is unknown. */
        SYNTAX,
        /** A string that is not UTF-8. */
        ENCODING,
        DUPLICATE_KEY,
        TOO_DEEP
    }

    private static final byte[] TRUE = "true".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] FALSE = "false".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] NULL = "null".getBytes(StandardCharsets.US_ASCII);

    private final int maxDepth;
    private final KeyStack keys = new KeyStack();
    private final StringBuilder pointer = new StringBuilder();
    private byte[] bytes = {};
    private int to;
    private int start;
    private int end;
    private int traits;
    private Fault fault = Fault.NONE;
    private int faultAt;
    private String faultDetail = "";

    public JsonScanner(int maxDepth) {
        this.maxDepth = maxDepth;
    }

    /** Returns whether [from, to) is one JSON value and white space around it. */
    public boolean scan(byte[] bytes, int from, int to) {
        int end = scanValue(bytes, from, to);
        if (end >= 0) {
            int rest = space(end);
            if (rest != to) {
                fail(rest, Fault.SYNTAX, "Nothing may follow the value");
            }
        }
        return fault == Fault.NONE;
    }

    /** Scans one value after optional white space; returns one past its end, or -1 for a fault. */
    public int scanValue(byte[] bytes, int from, int to) {
        this.bytes = bytes;
        this.to = to;
        fault = Fault.NONE;
        keys.begin(bytes);
        start = space(from);
        end = value(start, 0);
        return end;
    }

    /** Lets go of the bytes scanned last. */
    void release() {
        bytes = new byte[0];
        keys.begin(bytes);
    }

    /** Returns the start of the last scanned value, behind the white space. */
    public int start() {
        return start;
    }

    /** Returns one past the end of the value, before white space; -1 for a fault. */
    public int end() {
        return end;
    }

    public Fault fault() {
        return fault;
    }

    /** The index of the first byte that is wrong. */
    public int faultAt() {
        return faultAt;
    }

    /** Describes the fault, without its place. */
    public String faultDetail() {
        return faultDetail;
    }

    /** A JSON pointer to the value that holds the fault; long names in it are cut. */
    public String faultPointer() {
        return pointer.toString();
    }

    /** Returns the number of members of the object; 0 for any other value. */
    public int members() {
        return keys.count();
    }

    public int keyFrom(int member) {
        return keys.from(member);
    }

    public int keyTo(int member) {
        return keys.to(member);
    }

    /** Returns whether the key has escapes. */
    public boolean keyEscaped(int member) {
        return keys.escaped(member);
    }

    /** Returns the start of the member's value; for a string, of its quote. */
    public int valueFrom(int member) {
        return keys.valueFrom(member);
    }

    public int valueTo(int member) {
        return keys.valueTo(member);
    }

    /** Returns the traits of a string that is the member's value, as {@link JsonText} names them. */
    int valueTraits(int member) {
        return keys.valueTraits(member);
    }

    private int value(int at, int depth) {
        if (at >= to) {
            return fail(at, Fault.SYNTAX, "The text ends before a value");
        }
        return switch (bytes[at]) {
            case '"' -> string(at + 1);
            case '{' -> depth == maxDepth ? tooDeep(at) : object(at, depth + 1);
            case '[' -> depth == maxDepth ? tooDeep(at) : array(at + 1, depth + 1);
            case 't' -> literal(at, TRUE);
            case 'f' -> literal(at, FALSE);
            case 'n' -> literal(at, NULL);
            case '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9' -> number(at);
            default -> fail(at, Fault.SYNTAX, "This does not begin a value");
        };
    }

    private int object(int open, int depth) {
        int mark = keys.count();
        int at = space(open + 1);
        boolean more = at >= to || bytes[at] != '}';
        while (more) {
            at = key(at, mark, open);
            if (at < 0) {
                return -1;
            }
            int member = keys.count() - 1;
            traits = 0;
            int end = value(at, depth);
            if (end < 0) {
                return inside(JsonText.excerpt(bytes, keys.from(member), keys.to(member)));
            }
            keys.value(member, at, end, traits);
            at = space(end);
            more = at < to && bytes[at] == ',';
            if (more) {
                at = space(at + 1);
            } else if (at >= to || bytes[at] != '}') {
                return fail(at, Fault.SYNTAX, "A comma or a closing brace should be here");
            }
        }
        if (depth > 1) {
            keys.cut(mark);
        }
        return at + 1;
    }

    /** Scans a key and its colon; returns the begin of the value. */
    private int key(int at, int mark, int object) {
        if (at >= to || bytes[at] != '"') {
            return fail(at, Fault.SYNTAX, "A key in quotes should be here");
        }
        traits = 0;
        int end = string(at + 1);
        if (end < 0) {
            return -1;
        }
        if (!keys.push(at + 1, end - 1, (traits & JsonText.ESCAPED) != 0, mark, object)) {
            fail(at, Fault.DUPLICATE_KEY, "The object has this key twice");
            return inside(JsonText.excerpt(bytes, at + 1, end - 1));
        }
        int colon = space(end);
        if (colon >= to || bytes[colon] != ':') {
            return fail(colon, Fault.SYNTAX, "A colon should be here");
        }
        return space(colon + 1);
    }

    private int array(int from, int depth) {
        int at = space(from);
        if (at < to && bytes[at] == ']') {
            return at + 1;
        }
        for (int index = 0; ; index++) {
            at = value(at, depth);
            if (at < 0) {
                return inside(Integer.toString(index));
            }
            at = space(at);
            if (at < to && bytes[at] == ']') {
                return at + 1;
            }
            if (at >= to || bytes[at] != ',') {
                return fail(at, Fault.SYNTAX, "A comma or a closing bracket should be here");
            }
            at = space(at + 1);
        }
    }

    /** Scans a string from after the opening quote to after the closing one. */
    private int string(int from) {
        byte[] b = bytes;
        int at = from;
        while (at < to) {
            if (at <= b.length - 8) {
                long marks = Words.special(Words.at(b, at));
                if (marks == 0) {
                    at += 8;
                    continue;
                }
                at += Words.index(marks);
                if (at >= to) {
                    break;
                }
            }
            byte c = b[at];
            if (c == '"') {
                return at + 1;
            }
            at = c >= ' ' && c != '\\' && c != JsonText.DEL ? at + 1 : unusual(at);
            if (at < 0) {
                return -1;
            }
        }
        return fail(to, Fault.SYNTAX, "The text ends inside a string");
    }

    /** Scans one escaped, non-ASCII or forbidden character of a string; returns one past it. */
    private int unusual(int at) {
        byte c = bytes[at];
        if (c < 0) {
            int end = JsonText.character(bytes, at, to);
            traits |= JsonText.NOT_ASCII;
            return end >= 0 ? end : fail(at, Fault.ENCODING, "The string is not UTF-8");
        }
        if (c == JsonText.DEL) {
            traits |= JsonText.DELETE;
            return at + 1;
        }
        if (c != '\\') {
            return fail(at, Fault.SYNTAX, "A control character in a string must be escaped");
        }
        traits |= JsonText.ESCAPED;
        int end = JsonText.escape(bytes, at, to);
        return end >= 0 ? end : fail(at, Fault.SYNTAX, "The escape sequence is unknown");
    }

    private int number(int from) {
        int at = bytes[from] == '-' ? from + 1 : from;
        if (at < to && bytes[at] == '0') {
            at++;
        } else {
            at = digits(at);
        }
        if (at >= 0 && at < to && bytes[at] == '.') {
            at = digits(at + 1);
        }
        if (at >= 0 && at < to && (bytes[at] | 0x20) == 'e') {
            boolean signed = at + 1 < to && (bytes[at + 1] == '+' || bytes[at + 1] == '-');
            at = digits(signed ? at + 2 : at + 1);
        }
        return at;
    }

    private int digits(int from) {
        int at = from;
        while (at < to && bytes[at] >= '0' && bytes[at] <= '9') {
            at++;
        }
        return at > from ? at : fail(at, Fault.SYNTAX, "A digit should be here");
    }

    private int literal(int at, byte[] word) {
        int end = at + word.length;
        if (end > to || !Arrays.equals(bytes, at, end, word, 0, word.length)) {
            return fail(at, Fault.SYNTAX, "This does not begin a value");
        }
        return end;
    }

    private int space(int from) {
        return from < to && bytes[from] > ' ' ? from : JsonText.space(bytes, from, to);
    }

    private int tooDeep(int at) {
        return fail(at, Fault.TOO_DEEP, "The nesting is deeper than " + maxDepth);
    }

    private int fail(int at, Fault fault, String detail) {
        this.fault = fault;
        faultAt = at;
        faultDetail = detail;
        pointer.setLength(0);
        return -1;
    }

    /** Adds a token to the pointer of a fault, from the inside out. */
    private int inside(String token) {
        pointer.insert(0, token).insert(0, '/');
        return -1;
    }
}
