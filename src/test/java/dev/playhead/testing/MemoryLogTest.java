package dev.playhead.testing;

import dev.playhead.event.Event;
import dev.playhead.event.Partition;
import dev.playhead.log.LogReader;
import dev.playhead.log.Topic;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The twin keeps what it is a twin of. */
final class MemoryLogTest extends LogReaderContract {
    private final MemoryLog log = new MemoryLog();

    @Override
    protected LogReader reader() {
        return log;
    }

    @Override
    protected Topic topic(String name, int partitions) {
        return log.topic(name, partitions);
    }

    @Override
    protected Topic known(String name) {
        return Objects.requireNonNull(log.cached(name));
    }

    @Override
    protected void put(
            Partition partition,
            byte @Nullable [] key,
            byte @Nullable [] value,
            List<Event.Header> headers,
            long recorded) {
        log.put(partition, key, value, headers, recorded);
    }

    @Override
    protected void leaveHoles(Partition partition, int count) {
        log.holes(partition, count);
    }

    @Override
    protected void trim(Partition partition, long start) {
        log.trim(partition, start);
    }
}
