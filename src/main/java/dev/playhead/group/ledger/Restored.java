package dev.playhead.group.ledger;

import dev.playhead.event.OffsetRange;
import dev.playhead.group.Attempts;
import dev.playhead.group.ParkedIndex;
import java.util.List;

/**
 * The state that the last owner left of a partition; immutable.
 *
 * @param cursor the first offset that is not settled
 * @param settled stretches above it that are, in order, apart from each other
 * @param delivered one past the highest offset that was ever delivered
 * @param attempts of the events that were tried more than once
 * @param parked all that are, those that are to be redriven too; each is known by its identity where it is told again
 */
public record Restored(
        long cursor, List<OffsetRange> settled, long delivered, List<Attempts.Attempt> attempts, ParkedIndex parked) {
    public Restored {
        settled = List.copyOf(settled);
        attempts = List.copyOf(attempts);
    }

    /** Returns the state of a group that begins at the offset. */
    public static Restored at(long cursor) {
        return new Restored(cursor, List.of(), cursor, List.of(), ParkedIndex.EMPTY);
    }
}
