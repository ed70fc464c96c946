package dev.playhead.codec;

import dev.playhead.settings.Setting;

/** How large a filter may be. */
public record FilterLimits(
        @Setting(key = "filters.maxDepth", defaultValue = "16", meaning = "How deep all, any and not may be nested")
        int maxDepth,

        @Setting(
                key = "filters.maxTerms",
                defaultValue = "256",
                meaning = "The most dialects and attributes in one filter")
        int maxTerms,

        @Setting(
                key = "filters.maxSqlLength",
                defaultValue = "4096",
                meaning = "The longest CESQL expression, in characters")
        int maxSqlLength) {

    public static final FilterLimits DEFAULT = new FilterLimits(16, 256, 4096);

    public FilterLimits {
        positive("filters.maxDepth", maxDepth, 256);
        positive("filters.maxTerms", maxTerms, 1_000_000);
        positive("filters.maxSqlLength", maxSqlLength, 1 << 20);
    }

    private static void positive(String key, int value, int most) {
        if (value < 1 || value > most) {
            throw new IllegalArgumentException(key + " is " + value + ", but must be between 1 and " + most + ".");
        }
    }
}
