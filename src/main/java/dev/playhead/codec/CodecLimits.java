package dev.playhead.codec;

import dev.playhead.settings.Setting;

/** How large and how deep what comes in may be. */
public record CodecLimits(
        @Setting(
                key = "events.maxBytes",
                defaultValue = "1048576",
                meaning = "The largest event, in bytes, as it is stored; also the longest line")
        int maxEventBytes,

        @Setting(key = "json.maxDepth", defaultValue = "64", meaning = "How deep the JSON of an event may be nested")
        int maxDepth,

        @Setting(key = "events.maxBatch", defaultValue = "10000", meaning = "The most events in one batch")
        int maxBatch,

        @Setting(key = "http.maxBody", defaultValue = "16777216", meaning = "The largest body of a batch, in bytes")
        int maxBody) {

    /** No setting may allow a deeper nesting, because a scan goes down the stack with it. */
    public static final int DEEPEST = 512;

    public static final CodecLimits DEFAULT = new CodecLimits(1 << 20, 64, 10_000, 16 << 20);

    public CodecLimits {
        between("events.maxBytes", maxEventBytes, 256, 64 << 20);
        between("json.maxDepth", maxDepth, 1, DEEPEST);
        between("events.maxBatch", maxBatch, 1, 1_000_000);
        between("http.maxBody", maxBody, 256, 1 << 30);
    }

    private static void between(String key, int value, int least, int most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(
                    key + " is " + value + ", but must be between " + least + " and " + most + ".");
        }
    }
}
