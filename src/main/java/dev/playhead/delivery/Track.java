package dev.playhead.delivery;

import dev.playhead.event.Partition;

/**
 * Holds the offsets of one partition that a cursor reads: [next, end).
 *
 * @param end exclusive; {@link #UNBOUNDED} for a live one
 * @param epoch at least the leader epoch of the last record before {@code next}; -1 if it is unknown
 */
public record Track(Partition partition, long next, long end, int epoch) {
    public static final long UNBOUNDED = Long.MAX_VALUE;

    public Track {
        if (next < 0 || end < 0) {
            throw new IllegalArgumentException("offsets are not negative: " + next + ", " + end);
        }
    }
}
