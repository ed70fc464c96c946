package dev.playhead.http;

import dev.playhead.ingest.Pending;
import java.util.Map;
import java.util.TreeMap;

/** Keeps the end of a stream of appends in each partition that it touched; owned by one event loop. */
final class StoredEnds {
    private final Map<Integer, Long> ends = new TreeMap<>();

    void saw(Pending stored) {
        ends.merge(stored.storedIn(), stored.offset() + 1, Math::max);
    }

    /** Returns one past the highest stored offset of the partition, or {@code otherwise} without one. */
    long end(int partition, long otherwise) {
        return Math.max(otherwise, ends.getOrDefault(partition, 0L));
    }
}
