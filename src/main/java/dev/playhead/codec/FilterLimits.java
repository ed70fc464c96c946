package dev.playhead.codec;

import dev.playhead.settings.Setting;

/** How large a filter may be. */
public record FilterLimits(
        @Setting(
                key = "filters.maxDepth",
                defaultValue = "16",
                least = "1",
                most = "256",
                meaning = "How deep all, any and not may be nested")
        int maxDepth,

        @Setting(
                key = "filters.maxTerms",
                defaultValue = "256",
                least = "1",
                most = "1000000",
                meaning = "The most dialects and attributes in one filter")
        int maxTerms,

        @Setting(
                key = "filters.maxSqlLength",
                defaultValue = "4096",
                least = "1",
                most = "1MiB",
                meaning = "The longest CESQL expression, in characters")
        int maxSqlLength) {}
