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
                meaning = "Most characters of all CESQL expressions of one filter together")
        int maxSqlLength,

        @Setting(
                key = "filters.maxSqlTerms",
                defaultValue = "256",
                least = "1",
                most = "1024",
                meaning = "Most names and literals of all CESQL expressions of one filter together")
        int maxSqlTerms,

        @Setting(
                key = "filters.maxSqlDepth",
                defaultValue = "16",
                least = "1",
                most = "64",
                meaning = "How deep a CESQL expression may be nested, by parentheses and by signs and NOT in a row")
        int maxSqlDepth,

        @Setting(
                key = "filters.maxSqlSteps",
                defaultValue = "1048576",
                least = "1",
                most = "1GiB",
                meaning = "Most characters of one event that a CESQL expression looks at; past it, the event does not "
                        + "match and counts as an error")
        int maxSqlSteps) {}
