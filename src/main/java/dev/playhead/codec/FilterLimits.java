package dev.playhead.codec;

import dev.playhead.settings.Setting;

/** How large a filter may be. */
public record FilterLimits(
        @Setting(
                key = "filters.maxDepth",
                defaultValue = "16",
                least = "1",
                most = "256",
                meaning = "Maximum nesting depth of all, any and not")
        int maxDepth,

        @Setting(
                key = "filters.maxTerms",
                defaultValue = "256",
                least = "1",
                most = "1000000",
                meaning = "Maximum number of dialects and attributes in a filter")
        int maxTerms,

        @Setting(
                key = "filters.maxSqlLength",
                defaultValue = "4096",
                least = "1",
                most = "1MiB",
                meaning = "Maximum length of a CESQL expression, in characters")
        int maxSqlLength) {}
