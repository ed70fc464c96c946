package dev.playhead.group.ledger;

import dev.playhead.event.Identity;
import dev.playhead.event.OffsetRange;
import dev.playhead.group.ParkedIndex;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.agrona.collections.Long2LongCounterMap;
import org.agrona.collections.Long2ObjectHashMap;
import org.agrona.collections.LongHashSet;
import org.jspecify.annotations.Nullable;

/**
 * Owns the parked events of a ledger's partition, and the keys that they block; owned by the ledger's thread. A key is
 * blocked while one of its events is parked and not redriven. Bounded by {@code groups.maxParked}.
 */
final class ParkedKeys {
    private final Long2ObjectHashMap<ParkedIndex.Entry> entries = new Long2ObjectHashMap<>();
    private final LongHashSet redriving = new LongHashSet();
    private final Long2ObjectHashMap<Identity> restored = new Long2ObjectHashMap<>();
    private final Long2LongCounterMap bars = new Long2LongCounterMap(0);

    /** @param readFrom the first offset that the ledger will get */
    ParkedKeys(ParkedIndex index, long readFrom) {
        index.entries().forEach(entry -> {
            add(entry);
            if (entry.offset() >= readFrom) {
                restored.put(entry.offset(), entry.identity());
            }
        });
    }

    boolean bars(long key) {
        return !bars.isEmpty() && bars.containsKey(key);
    }

    /**
     * Returns whether an earlier owner parked this event at the offset; then it stays settled, even without its copy.
     * After a cut of the log, another event may have the offset.
     */
    boolean wasParked(long offset, Identity identity) {
        Identity known = restored.isEmpty() ? null : restored.remove(offset);
        return known != null && known.equals(identity);
    }

    /** The same of an event that is confirmed. */
    boolean wasParked(long offset) {
        return !restored.isEmpty() && restored.remove(offset) != null;
    }

    /**
     * Adds to the settled ranges the events that an earlier owner parked and that the ledger does not know yet: this
     * must last, because their copies may not.
     */
    List<OffsetRange> with(List<OffsetRange> settled, long readFrom) {
        if (restored.isEmpty()) {
            return settled;
        }
        restored.keySet().removeIf(offset -> offset < readFrom);
        List<OffsetRange> all = new ArrayList<>(settled);
        restored.forEachLong((offset, identity) -> all.add(new OffsetRange(offset, offset + 1)));
        all.sort(Comparator.comparingLong(OffsetRange::from).thenComparingLong(OffsetRange::to));
        List<OffsetRange> joined = new ArrayList<>();
        for (OffsetRange stretch : all) {
            OffsetRange last = joined.isEmpty() ? null : joined.get(joined.size() - 1);
            if (last != null && stretch.from() <= last.to()) {
                joined.set(joined.size() - 1, new OffsetRange(last.from(), Math.max(last.to(), stretch.to())));
            } else {
                joined.add(stretch);
            }
        }
        return joined;
    }

    /** Adds a parked event, for the first time or again. */
    void add(ParkedIndex.Entry entry) {
        remove(entry.offset());
        entries.put(entry.offset(), entry);
        bar(entry, 1);
    }

    @Nullable
    Identity at(long offset) {
        ParkedIndex.Entry entry = entries.get(offset);
        return entry == null ? null : entry.identity();
    }

    /** Marks an event as redriven; returns null if it is not parked, or already redriven. */
    ParkedIndex.@Nullable Entry redrive(long offset) {
        ParkedIndex.Entry entry = entries.get(offset);
        if (entry == null || !redriving.add(offset)) {
            return null;
        }
        bar(entry, -1);
        return entry;
    }

    void remove(long offset) {
        ParkedIndex.Entry entry = entries.remove(offset);
        if (entry != null && !redriving.remove(offset)) {
            bar(entry, -1);
        }
    }

    private void bar(ParkedIndex.Entry entry, int more) {
        if (entry.keyed()) {
            bars.addAndGet(entry.key(), more);
        }
    }
}
