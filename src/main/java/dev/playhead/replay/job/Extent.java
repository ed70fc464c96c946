package dev.playhead.replay.job;

import dev.playhead.event.Partition;

/**
 * What a job reads of one partition, frozen when it was made: offsets in [from, to).
 *
 * @param topicId the log's own identity of the topic: one deleted and made again has another
 */
public record Extent(String topic, String topicId, int partition, long from, long to) {
    public Extent {
        if (from < 0 || to < from) {
            throw new IllegalArgumentException(topic + "-" + partition + " from " + from + " to " + to);
        }
    }

    public Partition at() {
        return new Partition(topic, partition);
    }

    public boolean isEmpty() {
        return from == to;
    }
}
