package dev.playhead.event;

/** Offsets in [from, to) of one partition. An immutable value, for any thread. */
public record OffsetRange(long from, long to) {
    /** Returns true for a range without offsets, also for one that ends before it begins. */
    public boolean isEmpty() {
        return from >= to;
    }

    public boolean contains(long offset) {
        return from <= offset && offset < to;
    }
}
