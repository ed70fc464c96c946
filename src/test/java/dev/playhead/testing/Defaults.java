package dev.playhead.testing;

import dev.playhead.config.SettingsLoader;
import java.util.List;
import java.util.Map;

/** The settings of a node that nobody configured, as the loader gives them. */
public final class Defaults {
    private Defaults() {}

    public static <T extends Record> T of(Class<T> type) {
        return SettingsLoader.load(type, List.of(), Map.of());
    }
}
