package dev.playhead.http;

import dev.playhead.codec.RequestFields;
import dev.playhead.event.EventId;
import dev.playhead.event.Position;
import dev.playhead.event.RefusedException;
import dev.playhead.group.report.OutsideConfirmations.Named;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Reads confirmations of events outside a connection; stateless.
 *
 * <pre>
 * {"positions":[{"topic":"orders","partition":0,"offset":991}],"events":[{"topic":"orders","source":"/shop","id":"a1"}]}
 * </pre>
 */
final class ConfirmReader {
    private static final int MOST = 10_000;
    private static final Set<String> KNOWN = Set.of("positions", "events");

    private ConfirmReader() {}

    record Asked(List<Position> positions, List<Named> events) {}

    /** @throws RefusedException {@code invalid_request}, with the places of the faults */
    static Asked read(JsonObject body) {
        RequestFields fields = new RequestFields(body, KNOWN).withoutNulls(KNOWN);
        List<Position> positions = fields.positions("positions");
        List<Named> events = fields.list(
                "events", "{\"topic\":…,\"source\":…,\"id\":…}, with an optional topic", ConfirmReader::event);
        int count = positions.size() + events.size();
        if (!fields.isFaulty() && (count == 0 || count > MOST)) {
            fields.fault("", "positions and events name 1 to " + MOST + " together, not " + count);
        }
        fields.refuse("The confirmation is invalid");
        return new Asked(positions, events);
    }

    private static Optional<Named> event(Object value) {
        return value instanceof JsonObject object
                        && object.getValue("source") instanceof String source
                        && object.getValue("id") instanceof String id
                        && object.size() == (object.getValue("topic") instanceof String ? 3 : 2)
                ? Optional.of(new Named(object.getString("topic"), new EventId(source, id)))
                : Optional.empty();
    }
}
