package dev.playhead.group;

import java.util.List;

/**
 * What the owner before left of a partition, for its next one; immutable.
 *
 * @param cursor the first offset that is not settled
 * @param settled stretches above it that are, in order, apart from each other
 * @param delivered one past the highest offset that was ever delivered
 * @param attempts of the events that were tried more than once
 * @param parked all that are, those that are to be redriven too
 */
record Restored(
        long cursor, List<Place.Stretch> settled, long delivered, List<Attempts.Attempt> attempts, ParkedIndex parked) {
    Restored {
        settled = List.copyOf(settled);
        attempts = List.copyOf(attempts);
    }

    /** Of a group that begins at the offset. */
    static Restored at(long cursor) {
        return new Restored(cursor, List.of(), cursor, List.of(), ParkedIndex.EMPTY);
    }
}
