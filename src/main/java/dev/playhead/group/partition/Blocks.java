package dev.playhead.group.partition;

import dev.playhead.log.Block;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Keeps the few blocks of a partition with the events to send next. Owned by one thread. */
final class Blocks {
    private final TreeMap<Long, Block> blocks = new TreeMap<>();
    private final int most;
    private @Nullable Block last;
    private @Nullable Block fetched;

    Blocks(int most) {
        this.most = most;
    }

    void add(Block block) {
        Block known = blocks.get(block.base());
        if (known == null || known.next() < block.next()) {
            blocks.put(block.base(), block);
            last = block;
        }
    }

    /**
     * Keeps a fetched block in place of the one fetched before, even above the limit, because an event of it is due.
     */
    void fetched(Block block) {
        fetched = block;
    }

    /** Finds the block that covers the offset; null without one. */
    @Nullable
    Block find(long offset) {
        Block recent = last;
        if (recent != null && recent.base() <= offset && offset < recent.next()) {
            return recent;
        }
        Block again = fetched;
        if (again != null && again.base() <= offset && offset < again.next()) {
            return again;
        }
        Map.Entry<Long, Block> floor = blocks.floorEntry(offset);
        if (floor == null || floor.getValue().next() <= offset) {
            return null;
        }
        last = floor.getValue();
        return last;
    }

    boolean isFull() {
        return blocks.size() >= most;
    }

    /** Removes blocks that end before the offset, and the oldest ones above the limit. */
    void prune(long offset) {
        while (!blocks.isEmpty()
                && (blocks.size() > most || blocks.firstEntry().getValue().next() <= offset)) {
            Block gone = blocks.pollFirstEntry().getValue();
            if (gone == last) {
                last = null;
            }
        }
    }
}
