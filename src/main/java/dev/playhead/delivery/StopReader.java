package dev.playhead.delivery;

import dev.playhead.event.Fault;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Set;

/** Reads where a stream or a replay ends, the member {@code to}; stateless. */
public final class StopReader {
    private StopReader() {}

    /** The end, none where nothing is said; what is wrong with it is added to the faults. */
    public static Stop read(RequestFields fields, List<Fault> faults) {
        Object value = fields.get("to");
        if (value == null) {
            return new Stop.Never();
        }
        if ("now".equals(value)) {
            return new Stop.Now();
        }
        RequestFields to = value instanceof JsonObject ? fields.object("to", Set.of("time", "positions")) : null;
        if (to != null && to.get("time") != null && StartReader.only(value)) {
            Long moment = to.moment("time");
            return new Stop.BeforeTime(moment == null ? 0 : moment);
        }
        if (to != null && to.get("positions") instanceof JsonArray positions && StartReader.only(value)) {
            return new Stop.Before(StartReader.positions(positions, "/to/positions", faults));
        }
        fields.fault("to", "takes \"now\", {\"time\":…} or {\"positions\":[…]}, or is left out");
        return new Stop.Never();
    }
}
