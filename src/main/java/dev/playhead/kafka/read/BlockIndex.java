package dev.playhead.kafka.read;

import dev.playhead.event.Partition;
import dev.playhead.log.Block;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Owns the index of one partition's blocks in memory and loads in flight; pure, guarded by its owner.
 *
 * <ol>
 *   <li>Blocks never overlap, so a record is in memory only once.
 *   <li>A load begins at the end of the block below if that is near, so that blocks lie end to end. Otherwise it begins at
 *       the offset asked for. It ends where the next block or load begins.
 *   <li>A read of an offset that a load in flight will probably bring waits for this load. If the load did not bring it,
 *       the read joins a load that begins further on; the first of such reads begins one exactly at its offset.
 * </ol>
 */
final class BlockIndex {
    private final Partition partition;
    private final int near;
    private final TreeMap<Long, Block> blocks = new TreeMap<>();
    private final TreeMap<Long, Load> loads = new TreeMap<>();

    /** @param near the maximum of offsets by which a load may begin before the requested one */
    BlockIndex(Partition partition, int near) {
        this.partition = partition;
        this.near = near;
    }

    boolean isEmpty() {
        return blocks.isEmpty() && loads.isEmpty();
    }

    /** The block that covers the offset. */
    @Nullable
    Block at(long offset) {
        Map.Entry<Long, Block> floor = blocks.floorEntry(offset);
        return floor != null && offset < floor.getValue().next() ? floor.getValue() : null;
    }

    /** Returns whether the block just below is in memory: the reader probably comes from there. */
    boolean continues(Block block) {
        Map.Entry<Long, Block> below = blocks.lowerEntry(block.base());
        return below != null && below.getValue().next() == block.base();
    }

    /** Finds the load in flight that will probably bring the offset; no block covers it. */
    @Nullable
    Load joinable(long offset) {
        Map.Entry<Long, Load> floor = loads.floorEntry(offset);
        if (floor == null) {
            return null;
        }
        Load load = floor.getValue();
        return offset < load.limit() && offset - load.from() <= near ? load : null;
    }

    /** The load that begins exactly at the offset. */
    @Nullable
    Load from(long offset) {
        return loads.get(offset);
    }

    /** Returns whether a load in flight may reach the offset. */
    boolean underWay(long offset) {
        Map.Entry<Long, Load> floor = loads.floorEntry(offset);
        return floor != null && offset < floor.getValue().limit();
    }

    /** A new load for an offset that no block covers, beginning below it if the block below ends near. */
    Load plan(long offset, long ceiling, long knownEnd) {
        Map.Entry<Long, Block> below = blocks.lowerEntry(offset);
        long from = offset;
        int epoch = -1;
        if (below != null && offset - below.getValue().next() <= near) {
            Map.Entry<Long, Load> load = loads.lowerEntry(offset);
            if (load == null || load.getKey() < below.getKey()) {
                from = below.getValue().next();
                epoch = below.getValue().leaderEpoch();
            }
        }
        return add(from, offset, epoch, ceiling, knownEnd);
    }

    /** Makes a load that begins exactly at the offset; no block covers it, and no other load begins there. */
    Load planExactly(long offset, long ceiling, long knownEnd) {
        return add(offset, offset, -1, ceiling, knownEnd);
    }

    private Load add(long from, long offset, int epoch, long ceiling, long knownEnd) {
        Map.Entry<Long, Block> nextBlock = blocks.higherEntry(offset);
        Map.Entry<Long, Load> nextLoad = loads.higherEntry(offset);
        long limit = offset < ceiling ? ceiling : Long.MAX_VALUE;
        limit = nextBlock == null ? limit : Math.min(limit, nextBlock.getKey());
        limit = nextLoad == null ? limit : Math.min(limit, nextLoad.getKey());
        Map.Entry<Long, Load> before = loads.lowerEntry(from);
        if (before != null) {
            before.getValue().lowerLimit(from);
        }
        Load load = new Load(partition, from, limit, epoch, knownEnd);
        loads.put(from, load);
        return load;
    }

    /** Removes an ended load. */
    void end(Load load) {
        loads.remove(load.from(), load);
    }

    /** Keeps the block, unless it overlaps another; returns whether it is kept. */
    boolean keep(Block block) {
        Map.Entry<Long, Block> below = blocks.lowerEntry(block.next());
        if (below != null && below.getValue().next() > block.base()) {
            return false;
        }
        blocks.put(block.base(), block);
        return true;
    }

    boolean remove(Block block) {
        return blocks.remove(block.base(), block);
    }

    /** Removes blocks beyond the offset, where the log was cut off; loads in flight will not be kept. */
    List<Block> cutOff(long offset) {
        loads.values().forEach(Load::makeVoid);
        List<Block> gone = new ArrayList<>();
        while (!blocks.isEmpty() && blocks.lastEntry().getValue().next() > offset) {
            gone.add(blocks.pollLastEntry().getValue());
        }
        return gone;
    }

    /** Removes blocks that end at or before the offset, the present begin of the log. */
    List<Block> trim(long offset) {
        List<Block> gone = new ArrayList<>();
        while (!blocks.isEmpty() && blocks.firstEntry().getValue().next() <= offset) {
            gone.add(blocks.pollFirstEntry().getValue());
        }
        return gone;
    }
}
