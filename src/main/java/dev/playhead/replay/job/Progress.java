package dev.playhead.replay.job;

import dev.playhead.event.Position;
import java.util.List;

/**
 * The progress of one target.
 *
 * @param inFlight how many events are with its consumers
 * @param remainingOffsets between its cursors and its ends that are not settled
 * @param eventsPerSecond lately
 * @param connections that are there, on all nodes; -1 where that cannot be told now
 * @param settled whether all places are at their ends
 * @param token the place of its cursors
 * @param cursor the first offset of each partition that is not settled
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
