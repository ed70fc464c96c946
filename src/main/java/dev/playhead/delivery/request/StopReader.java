package dev.playhead.delivery.request;

import dev.playhead.codec.RequestFields;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Set;

/** Reads the end of a stream or a replay, the member {@code to}; stateless. */
public final class StopReader {
    private StopReader() {}

    /** The end, none by default; an invalid one becomes a fault of the fields. */
    public static Stop read(RequestFields fields) {
        Object value = fields.get("to");
        if (value == null) {
            return new Stop.Never();
        }
        if ("now".equals(value)) {
            return new Stop.Now();
        }
        RequestFields to = value instanceof JsonObject ? fields.object("to", Set.of("time", "positions")) : null;
        if (to != null && to.isSingle()) {
            if (to.get("time") != null) {
                Long moment = to.moment("time");
                return new Stop.BeforeTime(moment == null ? 0 : moment);
            }
            if (to.get("positions") instanceof JsonArray) {
                return new Stop.Before(StartReader.positions(to));
            }
        }
        fields.fault("to", "takes \"now\", {\"time\":…} or {\"positions\":[…]}, or is left out");
        return new Stop.Never();
    }
}
