package dev.playhead.group.ledger;

import dev.playhead.group.ParkedIndex;
import org.agrona.collections.Long2LongCounterMap;
import org.agrona.collections.Long2ObjectHashMap;
import org.agrona.collections.LongHashSet;
import org.jspecify.annotations.Nullable;

/**
 * Owns what is parked of a ledger's partition, and which keys that bars; owned by the ledger's thread. A key is barred while
 * something of it is parked that is not on its way again. Bounded by {@code groups.maxParked}.
 */
final class ParkedKeys {
    private final Long2ObjectHashMap<ParkedIndex.Entry> entries = new Long2ObjectHashMap<>();
    private final LongHashSet redriving = new LongHashSet();
    private final Long2LongCounterMap bars = new Long2LongCounterMap(0);

    ParkedKeys(ParkedIndex index) {
        index.entries().forEach(this::add);
    }

    boolean bars(long key) {
        return !bars.isEmpty() && bars.containsKey(key);
    }

    /** It is parked, for the first time or again. */
    void add(ParkedIndex.Entry entry) {
        boolean isNew = entries.put(entry.offset(), entry) == null;
        if (redriving.remove(entry.offset()) || isNew) {
            bar(entry, 1);
        }
    }

    /** It is on its way again; null where it is not parked, or was on its way already. */
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
