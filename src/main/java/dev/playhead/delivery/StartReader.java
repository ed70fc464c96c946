package dev.playhead.delivery;

import dev.playhead.event.Fault;
import dev.playhead.event.Position;
import dev.playhead.event.Problem;
import dev.playhead.event.Refusal;
import dev.playhead.event.RefusedException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Reads where a stream or a group starts, the member {@code from}; stateless. */
public final class StartReader {
    private StartReader() {}

    /** The start, {@code latest} where nothing is said; what is wrong with it is added to the faults. */
    public static Start read(RequestFields fields, List<Fault> faults) {
        Object value = fields.get("from");
        if (value == null || "latest".equals(value)) {
            return new Start.Latest();
        }
        if ("earliest".equals(value)) {
            return new Start.Earliest();
        }
        RequestFields from =
                value instanceof JsonObject ? fields.object("from", Set.of("time", "token", "positions")) : null;
        if (from != null && from.get("time") != null && only(value)) {
            Long moment = from.moment("time");
            return new Start.AtTime(moment == null ? 0 : moment);
        }
        if (from != null && from.get("token") instanceof String token && only(value)) {
            return new Start.After(token(from, token));
        }
        if (from != null && from.get("positions") instanceof JsonArray positions && only(value)) {
            return new Start.At(positions(positions, "/from/positions", faults));
        }
        fields.fault("from", "takes \"latest\", \"earliest\", {\"time\":…}, {\"token\":…} or {\"positions\":[…]}");
        return new Start.Latest();
    }

    static boolean only(Object value) {
        return value instanceof JsonObject object && object.size() == 1;
    }

    private static Token token(RequestFields from, String text) {
        try {
            return Token.parse(text);
        } catch (RefusedException refused) {
            throw new Refusal(
                            Problem.INVALID_TOKEN,
                            refused.refusal().detail(),
                            Fault.at("/from/token", "must be a token that Playhead gave out"))
                    .asException();
        }
    }

    static List<Position> positions(JsonArray array, String pointer, List<Fault> faults) {
        List<Position> positions = new ArrayList<>();
        for (int index = 0; index < array.size(); index++) {
            if (!(array.getValue(index) instanceof JsonObject object)) {
                faults.add(Fault.at(pointer + "/" + index, "must be {\"topic\":…,\"partition\":…,\"offset\":…}"));
                continue;
            }
            RequestFields fields =
                    new RequestFields(object, pointer + "/" + index, Set.of("topic", "partition", "offset"), faults);
            String topic = fields.text("topic");
            long partition = fields.number("partition", 0, Integer.MAX_VALUE, -1);
            long offset = fields.number("offset", 0, Long.MAX_VALUE - 1, -1);
            if (fields.get("partition") == null || fields.get("offset") == null) {
                faults.add(Fault.at(pointer + "/" + index, "needs topic, partition and offset"));
            }
            if (topic != null && partition >= 0 && offset >= 0) {
                positions.add(new Position(topic, (int) partition, offset));
            }
        }
        return positions;
    }
}
