package dev.playhead.http;

import dev.playhead.event.EventId;
import dev.playhead.event.Fault;
import dev.playhead.event.Position;
import dev.playhead.event.Problem;
import dev.playhead.event.Refusal;
import dev.playhead.event.RefusedException;
import dev.playhead.group.report.OutsideConfirmations.Named;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Reads which events are confirmed; stateless.
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

    /** @throws RefusedException {@code invalid_request}, with the places of all faults */
    static Asked read(JsonObject body) {
        List<Fault> faults = new ArrayList<>();
        for (String name : body.fieldNames()) {
            if (!KNOWN.contains(name)) {
                faults.add(Fault.at("/" + name, name + " is not known; there are positions and events"));
            } else if (!(body.getValue(name) instanceof JsonArray)) {
                faults.add(Fault.at("/" + name, name + " takes a list"));
            }
        }
        List<Position> positions = PositionsReader.read(list(body, "positions"), faults);
        List<Named> events = events(list(body, "events"), faults);
        int count = positions.size() + events.size();
        if (faults.isEmpty() && (count == 0 || count > MOST)) {
            faults.add(Fault.at("", "positions and events name 1 to " + MOST + " together, not " + count));
        }
        if (!faults.isEmpty()) {
            throw new Refusal(Problem.INVALID_REQUEST, "What is confirmed is not understood", faults).asException();
        }
        return new Asked(positions, events);
    }

    private static JsonArray list(JsonObject body, String name) {
        return body.getValue(name) instanceof JsonArray array ? array : new JsonArray();
    }

    private static List<Named> events(JsonArray array, List<Fault> faults) {
        List<Named> events = new ArrayList<>();
        for (int index = 0; index < array.size(); index++) {
            if (array.getValue(index) instanceof JsonObject object
                    && object.getValue("source") instanceof String source
                    && object.getValue("id") instanceof String id
                    && object.size() == (object.getValue("topic") instanceof String ? 3 : 2)) {
                events.add(new Named(object.getString("topic"), new EventId(source, id)));
            } else {
                faults.add(Fault.at(
                        "/events/" + index, "takes {\"topic\":…,\"source\":…,\"id\":…}; topic may be left out"));
            }
        }
        return events;
    }
}
