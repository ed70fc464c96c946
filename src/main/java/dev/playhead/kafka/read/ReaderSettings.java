package dev.playhead.kafka.read;

import dev.playhead.settings.Setting;
import java.time.Duration;

/** How the log is read: how much of it is kept in memory, by how many consumers, how patiently. */
public record ReaderSettings(
        @Setting(
                key = "reader.cacheBytes",
                defaultValue = "16MiB",
                meaning = "Memory for blocks of the log that were read, shared by all readers")
        long cacheBytes,

        @Setting(
                key = "reader.tailBytes",
                defaultValue = "512KiB",
                meaning = "Memory for the newest events of each partition that is followed")
        int tailBytes,

        @Setting(
                key = "reader.tailTotalBytes",
                defaultValue = "64MiB",
                meaning = "Memory for the newest events of all partitions together; each gets its share of it at most")
        long tailTotalBytes,

        @Setting(
                key = "reader.tailIdle",
                defaultValue = "30s",
                meaning = "How long a partition is still followed when nobody waits for it any more")
        Duration tailIdle,

        @Setting(
                key = "reader.consumers",
                defaultValue = "8",
                meaning = "How many stretches of the log are read at the same time, each by a consumer and a thread")
        int consumers,

        @Setting(
                key = "reader.maxLoads",
                defaultValue = "10000",
                meaning = "How many stretches may wait to be read; more are refused as busy")
        int maxLoads,

        @Setting(key = "reader.blockBytes", defaultValue = "256KiB", meaning = "Size of a block, about")
        int blockBytes,

        @Setting(
                key = "reader.fetchBytes",
                defaultValue = "256KiB",
                meaning =
                        "How much of a partition is asked of Kafka at once; more is faster where Kafka is far away, and "
                                + "keeps live events waiting longer")
        int fetchBytes,

        @Setting(
                key = "reader.ahead",
                defaultValue = "2",
                meaning = "How many blocks are read ahead of who reads one after the other")
        int ahead,

        @Setting(
                key = "reader.near",
                defaultValue = "1000",
                meaning = "How many offsets a read may begin earlier, so that blocks lie end to end")
        int near,

        @Setting(
                key = "reader.timeout",
                defaultValue = "10s",
                meaning = "How long a read waits for Kafka before it is refused as unavailable")
        Duration timeout) {

    public ReaderSettings {
        atLeast("reader.blockBytes", blockBytes, 1024);
        atLeast("reader.cacheBytes", cacheBytes, blockBytes);
        atLeast("reader.tailBytes", tailBytes, 1024);
        atLeast("reader.tailTotalBytes", tailTotalBytes, tailBytes);
        atLeast("reader.tailIdle (in milliseconds)", tailIdle.toMillis(), 1);
        atLeast("reader.consumers", consumers, 1);
        atLeast("reader.maxLoads", maxLoads, 1);
        atLeast("reader.fetchBytes", fetchBytes, 1024);
        atLeast("reader.ahead", ahead, 0);
        atLeast("reader.near", near, 0);
        atLeast("reader.timeout (in milliseconds)", timeout.toMillis(), 1);
    }

    private static void atLeast(String key, long value, long least) {
        if (value < least) {
            throw new IllegalArgumentException(key + " is " + value + "; it must be at least " + least);
        }
    }
}
