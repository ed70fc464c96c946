package dev.playhead.event;

/** Offsets in [from, to) of one partition. An immutable value, for any thread. */
public record OffsetRange(long from, long to) {
    /** Whether no offset is in it, also where it ends before it begins. */
    public boolean isEmpty() {
        return from >= to;
    }

    public boolean contains(long offset) {
        return from <= offset && offset < to;
    }
}
