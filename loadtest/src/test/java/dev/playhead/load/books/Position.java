package dev.playhead.load.books;

/** A partition and an offset in one number, to be kept in an array: the partition in the upper 16 bits. */
final class Position {
    static final long NONE = -1;

    private static final int PARTITION_SHIFT = 48;
    private static final long OFFSET_MASK = (1L << PARTITION_SHIFT) - 1;

    private Position() {}

    static long of(int partition, long offset) {
        return ((long) partition << PARTITION_SHIFT) | offset;
    }

    static int partition(long position) {
        return (int) (position >>> PARTITION_SHIFT);
    }

    static long offset(long position) {
        return position & OFFSET_MASK;
    }

    static String text(long position) {
        return position == NONE ? "no position" : partition(position) + "/" + offset(position);
    }
}
