package dev.playhead.ws;

import dev.playhead.codec.RequestFields;
import dev.playhead.event.EventId;
import dev.playhead.event.RefusedException;
import dev.playhead.group.DeliverySelector;
import io.vertx.core.json.JsonObject;
import java.util.Optional;
import java.util.Set;

/** Reads the deliveries that a client's frame names, in any of four ways; stateless. */
final class NamedReader {
    private static final Set<String> WAYS = Set.of("positions", "events", "ids", "upTo");

    private NamedReader() {}

    /**
     * @param fields of the frame; the caller may have read some of them
     * @throws RefusedException {@code invalid_request}, with the places of the faults
     */
    static DeliverySelector read(RequestFields fields) {
        DeliverySelector named = new DeliverySelector(
                fields.list("positions", RequestFields.POSITION, RequestFields::position),
                fields.list("events", "{\"source\":…,\"id\":…}", NamedReader::event),
                fields.list("ids", "a string", each -> each instanceof String id ? Optional.of(id) : Optional.empty()),
                fields.list("upTo", RequestFields.POSITION, RequestFields::position));
        if (!fields.isFaulty() && WAYS.stream().noneMatch(fields::has)) {
            fields.fault("", "must name deliveries by positions, events, ids or upTo");
        }
        fields.refuse("The frame names its deliveries in an invalid form");
        return named;
    }

    private static Optional<EventId> event(Object value) {
        return value instanceof JsonObject each
                        && each.getValue("source") instanceof String source
                        && each.getValue("id") instanceof String id
                ? Optional.of(new EventId(source, id))
                : Optional.empty();
    }
}
