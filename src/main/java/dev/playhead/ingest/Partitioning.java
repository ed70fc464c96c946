package dev.playhead.ingest;

import dev.playhead.event.Event;
import dev.playhead.event.Partition;
import dev.playhead.log.EventLog;
import dev.playhead.log.Topic;
import java.util.List;

/** Finds the partitions of one topic's events, one object a partition and not one an event. Any thread. */
final class Partitioning {
    private final Topic topic;
    private final EventLog log;
    private final List<Partition> partitions;

    Partitioning(Topic topic, EventLog log) {
        this.topic = topic;
        this.log = log;
        this.partitions = topic.all();
    }

    Topic topic() {
        return topic;
    }

    /** The partition that orders the event's key. */
    Partition of(Event event) {
        return partitions.get(log.partitionFor(topic, event.key()));
    }
}
