package dev.playhead.group;

import dev.playhead.event.EventId;
import dev.playhead.event.Position;
import java.util.List;

/**
 * Selects deliveries of a connection: by position, by id, or up to an offset.
 *
 * @param ids of events, each of one source among the connection's deliveries
 * @param upTo all of these partitions up to these offsets, inclusive
 */
public record DeliverySelector(List<Position> positions, List<EventId> events, List<String> ids, List<Position> upTo) {
    public DeliverySelector {
        positions = List.copyOf(positions);
        events = List.copyOf(events);
        ids = List.copyOf(ids);
        upTo = List.copyOf(upTo);
    }
}
