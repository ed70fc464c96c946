package dev.playhead.log;

import dev.playhead.event.Partition;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A topic as it is known to this node.
 *
 * @param id the log's own identity of it: a topic deleted and made again has another
 * @param window whether the duplicate window is on for it
 * @param appendTime whether the log stamps records itself; else their timestamps are their producers' claims
 */
public record Topic(String name, String id, int partitions, boolean window, boolean appendTime) {

    public List<Partition> all() {
        return IntStream.range(0, partitions)
                .mapToObj(index -> new Partition(name, index))
                .toList();
    }
}
