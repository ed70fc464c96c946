package dev.playhead.config;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Reads the environment variables that begin with {@code PLAYHEAD_}. */
final class EnvironmentSource {
    static final String CONFIG = "PLAYHEAD_CONFIG";
    private static final String PREFIX = "PLAYHEAD_";

    private EnvironmentSource() {}

    static void read(Map<String, String> environment, Keys keys, Findings findings) {
        new TreeMap<>(environment).forEach((variable, value) -> {
            if (variable.toUpperCase(Locale.ROOT).startsWith(PREFIX) && !variable.equals(CONFIG)) {
                String origin = "environment variable " + variable;
                String name = variable.substring(PREFIX.length());
                keys.folded(name)
                        .ifPresentOrElse(
                                key -> findings.give(key, new Findings.Given(value, origin)),
                                () -> findings.unknown(
                                        name.toLowerCase(Locale.ROOT).replace('_', '.'), origin, keys));
            }
        });
    }
}
