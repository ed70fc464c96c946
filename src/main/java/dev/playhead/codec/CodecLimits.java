package dev.playhead.codec;

import dev.playhead.settings.Setting;

/** Bounds the size and the nesting of received events. */
public record CodecLimits(
        @Setting(
                key = "events.maxBytes",
                defaultValue = "1048576",
                least = "256",
                most = "64MiB",
                meaning = "Maximum size of a stored event and of a line, in bytes")
        int maxEventBytes,

        @Setting(
                key = "json.maxDepth",
                defaultValue = "64",
                least = "1",
                most = "512",
                meaning = "Maximum nesting depth of an event's JSON")
        int maxDepth,

        @Setting(
                key = "events.maxBatch",
                defaultValue = "10000",
                least = "1",
                most = "1000000",
                meaning = "Maximum number of events in a batch")
        int maxBatch,

        @Setting(
                key = "http.maxBody",
                defaultValue = "16777216",
                least = "256",
                most = "1GiB",
                meaning = "Maximum size of a batch body, in bytes")
        int maxBody) {

    /** The deepest nesting that a setting may allow; a scan uses the stack for each level. */
    public static final int DEEPEST = 512;
}
