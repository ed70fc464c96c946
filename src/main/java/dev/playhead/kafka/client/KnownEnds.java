package dev.playhead.kafka.client;

import dev.playhead.event.Partition;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLongArray;

/** Owns what this node knows of the ends of partitions: lower bounds that only rise while a topic lives. Any thread. */
public final class KnownEnds {
    private final ConcurrentMap<String, AtomicLongArray> ends = new ConcurrentHashMap<>();

    /** A topic as it was found: its ends, by partition. Replaces what a former topic of that name has left. */
    public void learn(String topic, long[] found) {
        ends.put(topic, new AtomicLongArray(found));
    }

    public void forget(String topic) {
        ends.remove(topic);
    }

    public void raise(String topic, int partition, long end) {
        AtomicLongArray known = ends.get(topic);
        if (known == null || partition >= known.length()) {
            return;
        }
        long before = known.get(partition);
        while (before < end && !known.compareAndSet(partition, before, end)) {
            before = known.get(partition);
        }
    }

    /** 0 where nothing is known, which is a lower bound too. */
    public long of(Partition partition) {
        AtomicLongArray known = ends.get(partition.topic());
        return known == null || partition.index() >= known.length() ? 0 : known.get(partition.index());
    }
}
