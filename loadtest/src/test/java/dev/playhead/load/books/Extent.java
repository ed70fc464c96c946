package dev.playhead.load.books;

import java.util.Arrays;

/** A stretch of a topic from its beginning: of each partition the offset before which it ends. */
public record Extent(long[] ends) {
    /** Without an end. */
    public static Extent all(int partitions) {
        long[] ends = new long[partitions];
        Arrays.fill(ends, Long.MAX_VALUE);
        return new Extent(ends);
    }

    public int partitions() {
        return ends.length;
    }

    boolean holds(long position) {
        return Position.offset(position) < ends[Position.partition(position)];
    }

    @Override
    public String toString() {
        return "before " + Arrays.toString(ends);
    }
}
