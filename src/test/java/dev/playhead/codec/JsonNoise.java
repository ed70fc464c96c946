package dev.playhead.codec;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.SplittableRandom;

/** Makes JSON documents, good ones and almost good ones, from a seed. */
final class JsonNoise {
    private static final String[] CHARACTERS = {
        "a",
        "b",
        "z",
        " ",
        "/",
        "~",
        "\u007f",
        "é",
        "\u0800",
        "€",
        "\uffff",
        "😀",
        "\\n",
        "\\\"",
        "\\\\",
        "\\/",
        "\\u0061",
        "\\u00e9",
        "\\ud83d\\ude00",
        "\\uD800",
        "\\udc00",
        "\\u0000",
        "0123456789abcdef"
    };
    private static final String[] NUMBERS = {
        "0", "-0", "7", "-12", "1.5", "0.25", "1e9", "2E+3", "-3.5e-2", "9007199254740993", "2147483648"
    };
    private static final String[] SPACES = {"", "", "", "", " ", "\n", "\r\n", "\t  "};
    private static final byte[] MUTANTS = "\"\\{}[],:0-1eE.tfn \u0001\u007f".getBytes(StandardCharsets.UTF_8);

    private final SplittableRandom random;
    private final StringBuilder out = new StringBuilder();

    JsonNoise(long seed) {
        random = new SplittableRandom(seed);
    }

    SplittableRandom random() {
        return random;
    }

    /** A document that is valid but perhaps for a key that stands twice. */
    byte[] document() {
        out.setLength(0);
        value(0);
        return out.toString().getBytes(StandardCharsets.UTF_8);
    }

    byte[] mutated(byte[] document) {
        byte[] mutant = document;
        for (int times = random.nextInt(1, 3); times > 0 && mutant.length > 0; times--) {
            int at = random.nextInt(mutant.length);
            int end = Math.min(mutant.length, at + random.nextInt(1, 4));
            mutant = switch (random.nextInt(5)) {
                case 0 -> Arrays.copyOf(mutant, at);
                case 1 -> spliced(mutant, at, end, new byte[0]);
                case 2 -> spliced(mutant, at, at, Arrays.copyOfRange(mutant, at, end));
                case 3 -> spliced(mutant, at, at + 1, new byte[] {(byte) random.nextInt(256)});
                default -> spliced(mutant, at, at + 1, new byte[] {MUTANTS[random.nextInt(MUTANTS.length)]});
            };
        }
        return mutant;
    }

    private static byte[] spliced(byte[] bytes, int from, int to, byte[] with) {
        ByteArrayOutputStream spliced = new ByteArrayOutputStream();
        spliced.write(bytes, 0, from);
        spliced.write(with, 0, with.length);
        spliced.write(bytes, to, bytes.length - to);
        return spliced.toByteArray();
    }

    private void value(int depth) {
        space();
        switch (random.nextInt(depth > 4 ? 5 : 8)) {
            case 0 -> out.append("true");
            case 1 -> out.append("false");
            case 2 -> out.append("null");
            case 3 -> out.append(NUMBERS[random.nextInt(NUMBERS.length)]);
            case 4 -> string();
            case 5 -> array(depth);
            default -> object(depth);
        }
        space();
    }

    private void array(int depth) {
        out.append('[');
        int count = random.nextInt(4);
        for (int i = 0; i < count; i++) {
            out.append(i == 0 ? "" : ",");
            value(depth + 1);
        }
        space();
        out.append(']');
    }

    private void object(int depth) {
        out.append('{');
        int count = random.nextInt(8) == 0 ? random.nextInt(60) : random.nextInt(5);
        boolean repeating = random.nextInt(10) == 0;
        for (int i = 0; i < count; i++) {
            out.append(i == 0 ? "" : ",");
            space();
            if (repeating) {
                string();
            } else {
                out.append("\"k").append(i % 3 == 0 ? "\\u0030" : "0").append(i).append('"');
            }
            space();
            out.append(':');
            value(count > 5 ? 9 : depth + 1);
        }
        space();
        out.append('}');
    }

    private void string() {
        out.append('"');
        for (int length = random.nextInt(random.nextInt(1, 20)); length > 0; length--) {
            out.append(CHARACTERS[random.nextInt(CHARACTERS.length)]);
        }
        out.append('"');
    }

    private void space() {
        out.append(SPACES[random.nextInt(SPACES.length)]);
    }
}
