package dev.playhead.group.ledger;

import dev.playhead.event.OffsetRange;
import dev.playhead.group.Attempts;
import dev.playhead.group.ParkedIndex;
import java.util.List;

/**
 * The state that the last owner left of a partition; immutable.
 *
 * @param cursor the first unsettled offset
 * @param settled the settled ranges above it, in order and disjoint
 * @param delivered one past the highest offset that was ever delivered
 * @param attempts of the events with more than one attempt
 * @param parked all parked events, including those to redrive; the ledger recognises each by its identity
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
