package dev.playhead.codec;

import dev.playhead.settings.Setting;

/** How large and how deep what comes in may be. */
public record CodecLimits(
        @Setting(
                key = "events.maxBytes",
                defaultValue = "1048576",
                least = "256",
                most = "64MiB",
                meaning = "The largest event, in bytes, as it is stored; also the longest line")
        int maxEventBytes,

        @Setting(
                key = "json.maxDepth",
                defaultValue = "64",
                least = "1",
                most = "512",
                meaning = "How deep the JSON of an event may be nested")
        int maxDepth,

        @Setting(
                key = "events.maxBatch",
                defaultValue = "10000",
                least = "1",
                most = "1000000",
                meaning = "The most events in one batch")
        int maxBatch,

        @Setting(
                key = "http.maxBody",
                defaultValue = "16777216",
                least = "256",
                most = "1GiB",
                meaning = "The largest body of a batch, in bytes")
        int maxBody) {

    /** No setting may allow a deeper nesting, because a scan goes down the stack with it. */
    public static final int DEEPEST = 512;
}
