package dev.playhead.http;

import dev.playhead.codec.FilterCodec;
import dev.playhead.event.EventFilter;
import dev.playhead.event.Fault;
import dev.playhead.event.Position;
import dev.playhead.event.Problem;
import dev.playhead.event.Refusal;
import dev.playhead.event.RefusedException;
import dev.playhead.group.parking.Choice;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads which parked events a request means; shared by threads.
 *
 * <pre>
 * {"all":true}
 * {"positions":[{"topic":"orders","partition":0,"offset":991}],"filter":[{"exact":{"type":"order.paid"}}],"first":10}
 * </pre>
 *
 * Any of the three of the second, which narrow each other down; and with each {@code "dryRun":true}. A body that names
 * none is refused: what empties a list must not be what was forgotten.
 */
final class ChoiceReader {
    static final int MOST_BODY = 1 << 20;

    private final FilterCodec filters;

    ChoiceReader(FilterCodec filters) {
        this.filters = filters;
    }

    /** What is asked for, and whether it is only to be counted. */
    record Asked(Choice choice, boolean dryRun) {}

    /** @throws RefusedException {@code malformed}, {@code invalid_request}, {@code invalid_filter}, with the places of all faults */
    Asked read(byte[] body) {
        JsonObject object = Bodies.object(body);
        List<Fault> faults = new ArrayList<>();
        for (Map.Entry<String, Object> member : object) {
            String fault = fault(member.getKey(), member.getValue());
            if (fault != null) {
                faults.add(Fault.at("/" + member.getKey(), member.getKey() + " " + fault));
            }
        }
        boolean all = object.containsKey("all");
        boolean some = object.containsKey("positions") || object.containsKey("filter") || object.containsKey("first");
        if (all == some) {
            faults.add(Fault.at(
                    "", all ? "all stands alone" : "all, positions, filter or first says which of them are meant"));
        }
        List<Position> positions =
                object.getValue("positions") instanceof JsonArray array ? PositionsReader.read(array, faults) : null;
        if (!faults.isEmpty()) {
            throw new Refusal(Problem.INVALID_REQUEST, "The choice of parked events is not understood", faults)
                    .asException();
        }
        EventFilter filter = object.getValue("filter") instanceof JsonArray list ? filter(list) : null;
        int first = object.getInteger("first", Integer.MAX_VALUE);
        return new Asked(new Choice(positions, filter, first), object.getBoolean("dryRun", false));
    }

    private static @Nullable String fault(String name, @Nullable Object value) {
        return switch (name) {
            case "all" -> Boolean.TRUE.equals(value) ? null : "takes true";
            case "dryRun" -> value instanceof Boolean ? null : "takes true or false";
            case "first" -> value instanceof Integer first && first > 0 ? null : "takes a whole number from 1";
            case "positions", "filter" -> value instanceof JsonArray ? null : "takes a list";
            default -> "is not known; there are all, positions, filter, first and dryRun";
        };
    }

    private EventFilter filter(JsonArray list) {
        try {
            return filters.parse(list);
        } catch (RefusedException refused) {
            Refusal refusal = refused.refusal();
            List<Fault> placed = refusal.faults().stream()
                    .map(fault -> Fault.at("/filter" + fault.pointer(), fault.detail()))
                    .toList();
            throw new Refusal(refusal.problem(), refusal.detail(), placed).asException();
        }
    }
}
