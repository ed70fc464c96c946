package dev.playhead.kafka.read;

import dev.playhead.settings.Setting;
import java.time.Duration;

/** Bounds the reading of the log: its memory, its consumers, its time limits. */
public record ReaderSettings(
        @Setting(
                key = "reader.cacheBytes",
                defaultValue = "16MiB",
                least = "1KiB",
                meaning = "Memory for cached blocks of the log, shared by all readers")
        long cacheBytes,

        @Setting(
                key = "reader.tailBytes",
                defaultValue = "512KiB",
                least = "1KiB",
                meaning = "Memory for the newest events per followed partition")
        int tailBytes,

        @Setting(
                key = "reader.tailTotalBytes",
                defaultValue = "64MiB",
                least = "1KiB",
                meaning = "Memory for the newest events of all followed partitions; each partition receives an equal "
                        + "share at most")
        long tailTotalBytes,

        @Setting(
                key = "reader.tailIdle",
                defaultValue = "30s",
                least = "1ms",
                most = "1d",
                meaning = "Time that the node follows a partition after its last reader has left")
        Duration tailIdle,

        @Setting(
                key = "reader.consumers",
                defaultValue = "8",
                least = "1",
                most = "1000",
                meaning = "Number of concurrent reads of the log; each has a consumer and a thread")
        int consumers,

        @Setting(
                key = "reader.maxLoads",
                defaultValue = "10000",
                least = "1",
                meaning = "Maximum number of queued reads; beyond it the node answers busy")
        int maxLoads,

        @Setting(
                key = "reader.blockBytes",
                defaultValue = "256KiB",
                least = "1KiB",
                meaning = "Approximate size of a block")
        int blockBytes,

        @Setting(
                key = "reader.fetchBytes",
                defaultValue = "256KiB",
                least = "1KiB",
                meaning = "Maximum bytes per fetch from a partition; a larger fetch helps with a distant Kafka and "
                        + "delays live events")
        int fetchBytes,

        @Setting(
                key = "reader.ahead",
                defaultValue = "2",
                least = "0",
                most = "1000",
                meaning = "Number of blocks that the node reads ahead of a sequential reader")
        int ahead,

        @Setting(
                key = "reader.near",
                defaultValue = "1000",
                least = "0",
                meaning = "Maximum number of offsets by which a read may start early to align blocks")
        int near,

        @Setting(
                key = "reader.timeout",
                defaultValue = "10s",
                least = "1ms",
                most = "1h",
                meaning = "Maximum time that a read waits for Kafka before the node answers unavailable")
        Duration timeout) {

    public ReaderSettings {
        noLess("reader.cacheBytes", cacheBytes, "reader.blockBytes", blockBytes);
        noLess("reader.tailTotalBytes", tailTotalBytes, "reader.tailBytes", tailBytes);
    }

    private static void noLess(String key, long value, String other, long least) {
        if (value < least) {
            throw new IllegalArgumentException(
                    key + " is " + value + ", but takes no less than " + other + ", which is " + least);
        }
    }
}
