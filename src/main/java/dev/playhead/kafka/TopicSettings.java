package dev.playhead.kafka;

import dev.playhead.settings.Setting;
import java.time.Duration;

/** Sets the properties of new topics. */
public record TopicSettings(
        @Setting(
                key = "topics.partitions",
                defaultValue = "8",
                least = "1",
                meaning = "Number of partitions of a topic that an append creates")
        int partitions,

        @Setting(
                key = "topics.autoCreate",
                defaultValue = "true",
                meaning = "Lets an append, a live stream or a new group create an unknown topic")
        boolean autoCreate,

        @Setting(
                key = "topics.replication",
                defaultValue = "-1",
                least = "-1",
                most = "32767",
                meaning = "Replication factor of new topics; -1 selects the broker default")
        int replication,

        @Setting(
                key = "topics.maxRecordBytes",
                defaultValue = "2MiB",
                least = "1KiB",
                meaning = "Maximum record size of new topics; set it above events.maxBytes")
        int maxRecordBytes,

        @Setting(
                key = "topics.maxPartitions",
                defaultValue = "1000",
                least = "1",
                meaning = "Maximum number of partitions of a new topic")
        int maxPartitions,

        @Setting(
                key = "topics.refresh",
                defaultValue = "10s",
                least = "1ms",
                most = "1d",
                meaning = "Interval between refreshes of the topic metadata")
        Duration refresh,

        @Setting(
                key = "topics.settle",
                defaultValue = "2s",
                least = "1ms",
                most = "1m",
                meaning = "Maximum wait until the brokers know a topic that was just created or recreated")
        Duration settle) {
    private static final int BESIDES = 64 * 1024;
    private static final long LEAST_SEGMENT = 1 << 20;
    private static final long JOURNAL_SEGMENT = 16 << 20;

    public TopicSettings {
        if (partitions > maxPartitions) {
            throw new IllegalArgumentException("topics.partitions is " + partitions
                    + ", but takes at most topics.maxPartitions, which is " + maxPartitions);
        }
        if (replication == 0) {
            throw new IllegalArgumentException("topics.replication is 0, but takes -1, or 1 and more");
        }
    }

    /**
     * Returns the size of the largest presented event that fits in a journal: binary data grows by a third in Base64.
     */
    public int maxCopy() {
        return (int) Math.min(Integer.MAX_VALUE - BESIDES, maxRecordBytes * 4L / 3);
    }

    /** Returns the size of the largest record of a journal: a copy with its fields. */
    int maxJournalRecord() {
        return maxCopy() + BESIDES;
    }

    /** The smallest segment of a topic: it holds the largest record, and the largest batch. */
    int leastSegment(int batchBytes) {
        return segment(LEAST_SEGMENT, Math.max(maxRecordBytes, batchBytes));
    }

    /** The segment of a journal: it holds the largest record. */
    int journalSegment() {
        return segment(JOURNAL_SEGMENT, maxJournalRecord());
    }

    private static int segment(long least, long batch) {
        return (int) Math.min(Integer.MAX_VALUE, Math.max(least, batch + BESIDES));
    }
}
