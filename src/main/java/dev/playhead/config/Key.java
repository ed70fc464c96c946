package dev.playhead.config;

import java.lang.reflect.Type;
import java.util.Locale;

/** One setting as a record declares it: its key, the type of its value, its default as text, and its meaning. */
record Key(String name, Type type, String defaultValue, String meaning) {
    private static final String PREFIX = "PLAYHEAD_";

    /** {@code http.port} is {@code PLAYHEAD_HTTP_PORT}. */
    String environmentName() {
        return PREFIX + name.toUpperCase(Locale.ROOT).replace('.', '_');
    }

    /** What all ways to write a key's environment variable have in common. */
    static String folded(String text) {
        return text.toUpperCase(Locale.ROOT).replace("_", "").replace(".", "");
    }
}
