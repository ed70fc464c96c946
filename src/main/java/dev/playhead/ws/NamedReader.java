package dev.playhead.ws;

import dev.playhead.event.EventId;
import dev.playhead.event.Fault;
import dev.playhead.event.Position;
import dev.playhead.event.Problem;
import dev.playhead.event.Refusal;
import dev.playhead.event.RefusedException;
import dev.playhead.group.DeliverySelector;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads which deliveries a client's frame names, in any of four ways; owned by one call. */
final class NamedReader {
    private static final Set<String> WAYS = Set.of("positions", "events", "ids", "upTo");
    private static final int MOST_FAULTS = 20;

    private final JsonObject object;
    private final List<Fault> faults = new ArrayList<>();

    private NamedReader(JsonObject object) {
        this.object = object;
    }

    /**
     * @param others the members that the frame may have besides
     * @throws RefusedException {@code invalid_request}, with the places of the faults
     */
    static DeliverySelector read(JsonObject object, Set<String> others) {
        NamedReader reader = new NamedReader(object);
        reader.refuseUnknown(others);
        DeliverySelector named = new DeliverySelector(
                reader.positions("positions"), reader.events(), reader.ids(), reader.positions("upTo"));
        if (reader.faults.isEmpty() && WAYS.stream().noneMatch(object::containsKey)) {
            reader.faults.add(Fault.at("", "must name deliveries by positions, events, ids or upTo"));
        }
        if (!reader.faults.isEmpty()) {
            throw new Refusal(Problem.INVALID_REQUEST, "The deliveries are not well named", reader.faults)
                    .asException();
        }
        return named;
    }

    private void refuseUnknown(Set<String> others) {
        for (String name : object.fieldNames()) {
            if (!WAYS.contains(name) && !others.contains(name) && !name.equals("op") && !name.equals("ref")) {
                fault("/" + name, "is not known here");
            }
        }
    }

    private JsonArray array(String name) {
        Object value = object.getValue(name);
        if (value == null || value instanceof JsonArray) {
            return value == null ? new JsonArray() : (JsonArray) value;
        }
        fault("/" + name, "must be an array");
        return new JsonArray();
    }

    private List<Position> positions(String name) {
        JsonArray array = array(name);
        List<Position> positions = new ArrayList<>(array.size());
        for (int index = 0; index < array.size(); index++) {
            Position position = array.getValue(index) instanceof JsonObject each ? position(each) : null;
            if (position == null) {
                fault("/" + name + "/" + index, "must be {\"topic\":…,\"partition\":…,\"offset\":…}");
            } else {
                positions.add(position);
            }
        }
        return positions;
    }

    private static @Nullable Position position(JsonObject each) {
        return each.getValue("topic") instanceof String topic
                        && each.getValue("partition") instanceof Integer partition
                        && (each.getValue("offset") instanceof Integer || each.getValue("offset") instanceof Long)
                ? new Position(topic, partition, ((Number) each.getValue("offset")).longValue())
                : null;
    }

    private List<EventId> events() {
        JsonArray array = array("events");
        List<EventId> events = new ArrayList<>(array.size());
        for (int index = 0; index < array.size(); index++) {
            if (array.getValue(index) instanceof JsonObject each
                    && each.getValue("source") instanceof String source
                    && each.getValue("id") instanceof String id) {
                events.add(new EventId(source, id));
            } else {
                fault("/events/" + index, "must be {\"source\":…,\"id\":…}");
            }
        }
        return events;
    }

    private List<String> ids() {
        JsonArray array = array("ids");
        List<String> ids = new ArrayList<>(array.size());
        for (int index = 0; index < array.size(); index++) {
            if (array.getValue(index) instanceof String id) {
                ids.add(id);
            } else {
                fault("/ids/" + index, "must be a string");
            }
        }
        return ids;
    }

    private void fault(String pointer, String detail) {
        if (faults.size() < MOST_FAULTS) {
            faults.add(Fault.at(pointer, detail));
        }
    }
}
