package dev.playhead.kafka.read;

import dev.playhead.log.Block;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Owns the newest range of one partition, without gaps; guarded by its owner. It joins small blocks as they arrive, a
 * block with one of at most twice its size. So it copies a byte only as often as the logarithm of a big block's size.
 */
final class TailRing {
    private final int joinedBytes;
    private final List<Block> blocks = new ArrayList<>();
    private long next;
    private int bytes;

    /**
     * @param from the first offset of the tail: the log's end at its begin
     * @param joinedBytes the maximum size of a joined block
     */
    TailRing(long from, int joinedBytes) {
        this.next = from;
        this.joinedBytes = joinedBytes;
    }

    long base() {
        return blocks.isEmpty() ? next : blocks.get(0).base();
    }

    /** Returns the start of the next block. */
    long next() {
        return next;
    }

    int bytes() {
        return bytes;
    }

    @Nullable
    Block at(long offset) {
        if (offset >= next || offset < base()) {
            return null;
        }
        int low = 0;
        int high = blocks.size() - 1;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (blocks.get(middle).base() <= offset) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return blocks.get(low);
    }

    void append(Block block) {
        if (block.base() != next) {
            throw new IllegalArgumentException("a block from " + block.base() + " does not go on at " + next);
        }
        next = block.next();
        Block last = block;
        bytes += weight(last);
        while (!blocks.isEmpty() && joins(blocks.get(blocks.size() - 1), last)) {
            Block before = blocks.remove(blocks.size() - 1);
            bytes -= weight(before) + weight(last);
            last = Block.join(before, last);
            bytes += weight(last);
        }
        blocks.add(last);
    }

    private boolean joins(Block before, Block last) {
        return before.weight() <= 2 * (long) last.weight() && before.weight() + (long) last.weight() <= joinedBytes;
    }

    /** Lets the oldest blocks go until the rest takes no more than that, but always keeps the newest. */
    List<Block> shrinkTo(long maxBytes) {
        List<Block> gone = new ArrayList<>(0);
        while (bytes > maxBytes && blocks.size() > 1) {
            Block oldest = blocks.remove(0);
            bytes -= weight(oldest);
            gone.add(oldest);
        }
        return gone;
    }

    /** Returns all blocks, oldest first. */
    List<Block> all() {
        return List.copyOf(blocks);
    }

    private static int weight(Block block) {
        return block.weight();
    }
}
