package dev.playhead.filter;

import dev.playhead.settings.Setting;

/** Bounds the size of a filter. */
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
                meaning = "Maximum length of all CESQL expressions of a filter together, in characters")
        int maxSqlLength,

        @Setting(
                key = "filters.maxSqlTerms",
                defaultValue = "256",
                least = "1",
                most = "1024",
                meaning = "Maximum number of names and literals in all CESQL expressions of a filter together")
        int maxSqlTerms,

        @Setting(
                key = "filters.maxSqlDepth",
                defaultValue = "16",
                least = "1",
                most = "64",
                meaning = "Maximum nesting depth of a CESQL expression, by parentheses, signs and NOT")
        int maxSqlDepth,

        @Setting(
                key = "filters.maxSqlSteps",
                defaultValue = "1048576",
                least = "1",
                most = "1GiB",
                meaning =
                        "Maximum number of characters of one event that a CESQL expression reads; beyond it, the event "
                                + "does not match and counts as an error")
        int maxSqlSteps) {}
