package dev.playhead.log;

import dev.playhead.event.Partition;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Describes a topic as this node knows it.
 *
 * @param id the log's id of the topic: a topic that was deleted and made again has another
 * @param window whether the duplicate window is on for it
 * @param appendTime true if the log sets the timestamps of records, false if their producers do
 */
public record Topic(String name, String id, int partitions, boolean window, boolean appendTime) {

    public List<Partition> all() {
        return IntStream.range(0, partitions)
                .mapToObj(index -> new Partition(name, index))
                .toList();
    }
}
