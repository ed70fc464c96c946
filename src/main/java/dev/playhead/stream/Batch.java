package dev.playhead.stream;

import dev.playhead.log.Block;
import java.util.ArrayList;
import java.util.List;

/**
 * Collects the events of one frame: runs of consecutive records of shared blocks, oldest first. Owned by one thread.
 */
public final class Batch {
    private final List<Run> runs = new ArrayList<>(4);
    private int events;
    private long bytes;

    /**
     * Holds the records [from, to) of a block, at least one, and exactly one for a retry.
     *
     * @param attempt from 1
     */
    public record Run(Block block, int from, int to, int attempt) {}

    public List<Run> runs() {
        return runs;
    }

    /** Returns the number of events. */
    public int events() {
        return events;
    }

    /** Returns the bytes of all deliveries, without the commas between them. */
    public long bytes() {
        return bytes;
    }

    public boolean isEmpty() {
        return events == 0;
    }

    /** Adds the records [from, to) of the block for the first time. */
    public void add(Block block, int from, int to) {
        Run last = runs.isEmpty() ? null : runs.get(runs.size() - 1);
        if (last != null && last.attempt() == 1 && last.block() == block && last.to() == from) {
            runs.set(runs.size() - 1, new Run(block, last.from(), to, 1));
        } else {
            runs.add(new Run(block, from, to, 1));
        }
        events += to - from;
        bytes += bytesOf(block, from, to);
    }

    /** Adds a record again. */
    public void addAgain(Block block, int index, int attempt) {
        runs.add(new Run(block, index, index + 1, attempt));
        events++;
        bytes += bytesOf(block, index, index + 1) + Frames.attemptBytes(attempt);
    }

    /** Returns the bytes of the deliveries of records, without the commas between them. */
    public static long bytesOf(Block block, int from, int to) {
        return block.deliveryBytes(from, to) - (to - from - 1L);
    }
}
