package dev.playhead.delivery.request;

import dev.playhead.codec.RequestFields;
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

/** Reads the start of a stream or a group, the member {@code from}; stateless. */
public final class StartReader {
    private StartReader() {}

    /** The start, {@code latest} by default; an invalid one becomes a fault of the fields. */
    public static Start read(RequestFields fields) {
        Object value = fields.get("from");
        if (value == null || "latest".equals(value)) {
            return new Start.Latest();
        }
        if ("earliest".equals(value)) {
            return new Start.Earliest();
        }
        RequestFields from =
                value instanceof JsonObject ? fields.object("from", Set.of("time", "token", "positions")) : null;
        if (from != null && from.isSingle()) {
            if (from.get("time") != null) {
                Long moment = from.moment("time");
                return new Start.AtTime(moment == null ? 0 : moment);
            }
            if (from.get("token") instanceof String token) {
                return new Start.After(token(token));
            }
            if (from.get("positions") instanceof JsonArray) {
                return new Start.At(positions(from));
            }
        }
        fields.fault("from", "takes \"latest\", \"earliest\", {\"time\":…}, {\"token\":…} or {\"positions\":[…]}");
        return new Start.Latest();
    }

    private static Token token(String text) {
        try {
            return Token.parse(text);
        } catch (RefusedException refused) {
            throw new Refusal(
                            Problem.INVALID_TOKEN,
                            refused.refusal().detail(),
                            Fault.at("/from/token", "must be a token from Playhead"))
                    .asException();
        }
    }

    static List<Position> positions(RequestFields bound) {
        List<Position> positions = new ArrayList<>();
        for (RequestFields each :
                bound.objects("positions", RequestFields.POSITION, Set.of("topic", "partition", "offset"))) {
            String topic = each.text("topic");
            long partition = each.number("partition", 0, Integer.MAX_VALUE, -1);
            long offset = each.number("offset", 0, Long.MAX_VALUE - 1, -1);
            if (each.get("partition") == null || each.get("offset") == null) {
                each.fault("", "needs topic, partition and offset");
            }
            if (topic != null && partition >= 0 && offset >= 0) {
                positions.add(new Position(topic, (int) partition, offset));
            }
        }
        return positions;
    }
}
