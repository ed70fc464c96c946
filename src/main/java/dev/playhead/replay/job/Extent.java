package dev.playhead.replay.job;

import dev.playhead.event.Partition;

/**
 * The range of one partition that a job reads, frozen at its creation: offsets in [from, to).
 *
 * @param topicId the log's own identity of the topic: one deleted and made again has another
 * @param leaderEpoch that of the partition's leader then: no record of the range has a greater one; negative where it is not
 *     known
 */
public record Extent(String topic, String topicId, int partition, long from, long to, int leaderEpoch) {

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
