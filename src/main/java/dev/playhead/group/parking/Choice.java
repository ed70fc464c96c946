package dev.playhead.group.parking;

import dev.playhead.event.EventFilter;
import dev.playhead.event.Position;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Chooses among a group's parked events: by position, then by filter, then the first ones.
 *
 * @param positions null for all
 * @param filter an event without a copy passes none but null
 * @param first at most so many, in the order of topic, partition and offset
 */
public record Choice(
        @Nullable List<Position> positions, @Nullable EventFilter filter, int first) {
    public static final Choice ALL = new Choice(null, null, Integer.MAX_VALUE);
}
