package dev.playhead.kafka.read;

import dev.playhead.settings.Setting;
import java.time.Duration;

/** How the log is read: how much of it is kept in memory, by how many consumers, how patiently. */
public record ReaderSettings(
        @Setting(
                key = "reader.cacheBytes",
                defaultValue = "16MiB",
                least = "1KiB",
                meaning = "Memory for blocks of the log that were read, shared by all readers")
        long cacheBytes,

        @Setting(
                key = "reader.tailBytes",
                defaultValue = "512KiB",
                least = "1KiB",
                meaning = "Memory for the newest events of each partition that is followed")
        int tailBytes,

        @Setting(
                key = "reader.tailTotalBytes",
                defaultValue = "64MiB",
                least = "1KiB",
                meaning = "Memory for the newest events of all partitions together; each gets its share of it at most")
        long tailTotalBytes,

        @Setting(
                key = "reader.tailIdle",
                defaultValue = "30s",
                least = "1ms",
                most = "1d",
                meaning = "How long a partition is still followed when nobody waits for it any more")
        Duration tailIdle,

        @Setting(
                key = "reader.consumers",
                defaultValue = "8",
                least = "1",
                most = "1000",
                meaning = "How many stretches of the log are read at the same time, each by a consumer and a thread")
        int consumers,

        @Setting(
                key = "reader.maxLoads",
                defaultValue = "10000",
                least = "1",
                meaning = "How many stretches may wait to be read; more are refused as busy")
        int maxLoads,

        @Setting(key = "reader.blockBytes", defaultValue = "256KiB", least = "1KiB", meaning = "Size of a block, about")
        int blockBytes,

        @Setting(
                key = "reader.fetchBytes",
                defaultValue = "256KiB",
                least = "1KiB",
                meaning =
                        "How much of a partition is asked of Kafka at once; more is faster where Kafka is far away, and "
                                + "keeps live events waiting longer")
        int fetchBytes,

        @Setting(
                key = "reader.ahead",
                defaultValue = "2",
                least = "0",
                most = "1000",
                meaning = "How many blocks are read ahead of who reads one after the other")
        int ahead,

        @Setting(
                key = "reader.near",
                defaultValue = "1000",
                least = "0",
                meaning = "How many offsets a read may begin earlier, so that blocks lie end to end")
        int near,

        @Setting(
                key = "reader.timeout",
                defaultValue = "10s",
                least = "1ms",
                most = "1h",
                meaning = "How long a read waits for Kafka before it is refused as unavailable")
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
