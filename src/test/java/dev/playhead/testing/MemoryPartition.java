package dev.playhead.testing;

import dev.playhead.event.Partition;
import dev.playhead.log.BlockBuilder;
import dev.playhead.log.Bounds;
import dev.playhead.log.EventLog;
import dev.playhead.log.Read;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One partition of the {@link MemoryLog}, whose lock guards it. */
final class MemoryPartition {

    /** Who waits for an offset to be passed. */
    record Waiter(long offset, Runnable wake) {}

    private final Partition partition;
    private final List<@Nullable MemoryRecord> records = new ArrayList<>();
    private final List<Integer> epochs = new ArrayList<>();
    private final List<Waiter> waiters = new ArrayList<>();
    private long start;
    private int epoch;

    MemoryPartition(Partition partition) {
        this.partition = partition;
    }

    long end() {
        return records.size();
    }

    EventLog.End known() {
        return new EventLog.End(end(), epoch);
    }

    Bounds bounds() {
        return new Bounds(partition, start, end(), epoch);
    }

    List<MemoryRecord> readable() {
        return records.subList((int) start, records.size()).stream()
                .filter(Objects::nonNull)
                .toList();
    }

    /** Adds a record, or with null a hole; returns its offset. */
    long add(@Nullable MemoryRecord next) {
        records.add(next);
        epochs.add(epoch);
        return records.size() - 1;
    }

    void trim(long to) {
        start = Math.max(start, to);
    }

    void truncate(long end) {
        records.subList((int) end, records.size()).clear();
        epochs.subList((int) end, epochs.size()).clear();
        start = Math.min(start, end);
        epoch++;
    }

    Read read(long offset, int blockRecords) {
        if (offset < start) {
            return new Read.Lost(offset, start, "retention");
        }
        if (offset > end()) {
            return new Read.Lost(offset, end(), "truncated");
        }
        if (offset == end()) {
            return new Read.AtEnd(end());
        }
        long base = Math.max(start, offset - offset % blockRecords);
        long next = Math.min(end(), offset - offset % blockRecords + blockRecords);
        BlockBuilder block = new BlockBuilder(partition, base, 1024);
        for (long at = base; at < next; at++) {
            MemoryRecord found = records.get((int) at);
            if (found != null) {
                block.add(at, found.recorded(), epochs.get((int) at), found.key(), found.value(), found);
            }
        }
        return new Read.Loaded(block.build(next));
    }

    long firstAtOrAfter(long recorded) {
        for (long at = start; at < end(); at++) {
            MemoryRecord found = records.get((int) at);
            if (found != null && found.recorded() >= recorded) {
                return at;
            }
        }
        return end();
    }

    void await(Waiter waiter) {
        waiters.add(waiter);
    }

    void forget(Waiter waiter) {
        waiters.remove(waiter);
    }

    /** Moves the wakes of those whose offset has been passed to {@code wakes}. */
    void takeWakes(List<Runnable> wakes) {
        for (Iterator<Waiter> each = waiters.iterator(); each.hasNext(); ) {
            Waiter waiter = each.next();
            if (waiter.offset() < end()) {
                each.remove();
                wakes.add(waiter.wake());
            }
        }
    }
}
