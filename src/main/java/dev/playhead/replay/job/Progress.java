package dev.playhead.replay.job;

import dev.playhead.event.Position;
import java.util.List;

/**
 * Holds the progress of one target.
 *
 * @param inFlight the number of events at its consumers
 * @param remainingOffsets unsettled offsets between its cursors and its ends
 * @param eventsPerSecond the recent rate
 * @param connections on all nodes; -1 if unknown now
 * @param settled whether all cursors are at their ends
 * @param token the token of its cursors
 * @param cursor the first unsettled offset of each partition
 */
public record Progress(
        String target,
        Counts counts,
        long inFlight,
        long remainingOffsets,
        double eventsPerSecond,
        int connections,
        boolean settled,
        Place place) {

    /** The cursor of the target, as a token and by position. */
    public record Place(String token, List<Position> cursor) {
        public Place {
            cursor = List.copyOf(cursor);
        }
    }
}
