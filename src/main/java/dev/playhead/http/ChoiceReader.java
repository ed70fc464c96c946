package dev.playhead.http;

import dev.playhead.codec.RequestFields;
import dev.playhead.event.EventFilter;
import dev.playhead.event.Position;
import dev.playhead.event.RefusedException;
import dev.playhead.filter.FilterCodec;
import dev.playhead.group.parking.Choice;
import dev.playhead.http.exchange.Bodies;
import io.vertx.core.json.JsonArray;
import java.util.List;
import java.util.Set;

/**
 * Reads a choice of parked events; shared by threads.
 *
 * <pre>
 * {"all":true}
 * {"positions":[{"topic":"orders","partition":0,"offset":991}],"filter":[{"exact":{"type":"order.paid"}}],"first":10}
 * </pre>
 *
 * The three members of the second form combine: each narrows the choice. Both forms take {@code "dryRun":true}. It
 * refuses an empty body, so that a forgotten choice never empties the list.
 */
final class ChoiceReader {
    static final int MOST_BODY = 1 << 20;

    private static final Set<String> KNOWN = Set.of("all", "positions", "filter", "first", "dryRun");

    private final FilterCodec filters;

    ChoiceReader(FilterCodec filters) {
        this.filters = filters;
    }

    /** A choice; a dry run counts its events alone. */
    record Asked(Choice choice, boolean dryRun) {}

    /** @throws RefusedException {@code malformed}, {@code invalid_request}, {@code invalid_filter}, with the places of the faults */
    Asked read(byte[] body) {
        RequestFields fields = new RequestFields(Bodies.object(body), KNOWN).withoutNulls(KNOWN);
        boolean all = fields.has("all");
        if (all && !fields.flag("all", false)) {
            fields.fault("all", "takes true");
        }
        if (all == (fields.has("positions") || fields.has("filter") || fields.has("first"))) {
            fields.fault(
                    "", all ? "all excludes positions, filter and first" : "needs all, positions, filter or first");
        }
        List<Position> positions = fields.has("positions") ? fields.positions("positions") : null;
        JsonArray list = fields.array("filter");
        int first = (int) fields.number("first", 1, Integer.MAX_VALUE, Integer.MAX_VALUE);
        boolean dryRun = fields.flag("dryRun", false);
        fields.refuse("The choice of parked events is invalid");
        EventFilter filter = list == null ? null : filters.member(list);
        return new Asked(new Choice(positions, filter, first), dryRun);
    }
}
