package dev.playhead.replay.job;

import dev.playhead.codec.RequestFields;
import dev.playhead.codec.SortedJson;
import dev.playhead.delivery.request.Start;
import dev.playhead.delivery.request.StartReader;
import dev.playhead.delivery.request.Stop;
import dev.playhead.delivery.request.StopReader;
import dev.playhead.delivery.request.StreamRequest;
import dev.playhead.event.EventFilter;
import dev.playhead.filter.FilterCodec;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Reads requests for replays from JSON and writes them; shared by threads. It refuses an invalid member with its place.
 *
 * <pre>
 * {"topics":["orders"],"from":"earliest","to":"now","filter":[{"prefix":{"type":"order."}}],"order":"time",
 *  "pace":{"eventsPerSecond":5000},"targets":["billing"],"mode":"rebuild","idleTimeout":"PT1H","description":"…"}
 * </pre>
 */
public final class ReplayRequests {
    private static final Pattern TARGET = Pattern.compile("[a-zA-Z0-9._-]{1,100}");
    private static final String RESERVED = "replay.";
    private static final int LONGEST_DESCRIPTION = 1_000;
    private static final Set<String> KNOWN = Set.of(
            "topics",
            "from",
            "to",
            "filter",
            "order",
            "pace",
            "targets",
            "mode",
            "idleTimeout",
            "description",
            "dryRun");

    private final ReplaySettings settings;
    private final FilterCodec filters;

    public ReplayRequests(ReplaySettings settings, FilterCodec filters) {
        this.settings = settings;
        this.filters = filters;
    }

    /**
     * Holds the body of a {@code POST}.
     *
     * @param dryRun whether the caller asks for a preview alone
     */
    public record Asked(ReplayRequest request, boolean dryRun) {}

    /**
     * @throws dev.playhead.event.RefusedException {@code invalid_request}, {@code invalid_filter}, {@code invalid_token}, with
     *     the places of the faults
     */
    public Asked read(JsonObject body) {
        RequestFields fields = new RequestFields(body, KNOWN);
        boolean dryRun = fields.flag("dryRun", false);
        bounds(fields);
        JsonArray filter = fields.array("filter");
        Object from = fields.get("from");
        Object to = fields.get("to");
        ReplayRequest request = new ReplayRequest(
                fields.topics(settings.maxTopics()),
                new ReplayRequest.Selection(
                        Json.encode(from == null ? "earliest" : SortedJson.of(from)),
                        Json.encode(to == null ? "now" : SortedJson.of(to)),
                        filter == null ? "[]" : Json.encode(SortedJson.of(filter))),
                "time".equals(fields.word("order", List.of("partition", "time")))
                        ? StreamRequest.Order.TIME
                        : StreamRequest.Order.PARTITION,
                PaceCodec.read(fields),
                targets(fields, dryRun),
                "repair".equals(fields.word("mode", List.of("rebuild", "repair")))
                        ? ReplayRequest.Mode.REPAIR
                        : ReplayRequest.Mode.REBUILD,
                fields.duration(
                        "idleTimeout", settings.idleTimeout(), ReplaySettings.LEAST_IDLE, ReplaySettings.MOST_IDLE),
                fields.text("description", "", LONGEST_DESCRIPTION));
        fields.refuse("The request for a replay is invalid");
        filters.member(filter);
        return new Asked(request, dryRun);
    }

    /** Writes a request in the form of {@link #read}. */
    public static JsonObject write(ReplayRequest request) {
        JsonObject json = new JsonObject()
                .put("topics", new JsonArray(request.topics()))
                .put("from", Json.decodeValue(request.selection().from()))
                .put("to", Json.decodeValue(request.selection().to()))
                .put("filter", new JsonArray(request.selection().filter()))
                .put("order", request.order() == StreamRequest.Order.TIME ? "time" : "partition");
        JsonObject pace = PaceCodec.write(request.pace());
        if (pace != null) {
            json.put("pace", pace);
        }
        json.put("targets", new JsonArray(request.targets()))
                .put("mode", request.mode().word())
                .put("idleTimeout", request.idleTimeout().toString());
        return request.description().isEmpty() ? json : json.put("description", request.description());
    }

    /** Its compiled filter. */
    public EventFilter filter(ReplayRequest request) {
        return filters.parse(new JsonArray(request.selection().filter()));
    }

    /** Returns the start of the range. */
    public static Start from(ReplayRequest request) {
        return StartReader.read(bound("from", request.selection().from()));
    }

    /** Returns the end of the range. */
    public static Stop to(ReplayRequest request) {
        return StopReader.read(bound("to", request.selection().to()));
    }

    private static RequestFields bound(String name, String json) {
        return new RequestFields(new JsonObject().put(name, Json.decodeValue(json)), Set.of(name));
    }

    private static void bounds(RequestFields fields) {
        if (fields.get("from") == null) {
            fields.fault(
                    "from",
                    "is missing; the start is \"earliest\", {\"time\":…}, {\"token\":…} or {\"positions\":[…]}");
        } else {
            StartReader.read(fields);
        }
        StopReader.read(fields);
    }

    /** A dry run needs no targets, because it sends nothing. */
    private List<String> targets(RequestFields fields, boolean dryRun) {
        JsonArray array = fields.array("targets");
        List<String> targets = new ArrayList<>();
        if (array == null || array.isEmpty() || array.size() > settings.maxTargets()) {
            if (!dryRun || fields.get("targets") != null) {
                fields.fault("targets", "must name at least one target and at most " + settings.maxTargets());
            }
            return targets;
        }
        for (int index = 0; index < array.size(); index++) {
            Object each = array.getValue(index);
            if (!(each instanceof String name) || !TARGET.matcher(name).matches() || name.startsWith(RESERVED)) {
                fields.fault(
                        "targets/" + index,
                        "must be a name of 1 to 100 of a-z A-Z 0-9 . _ - that does not begin with " + RESERVED);
            } else if (targets.contains(name)) {
                fields.fault("targets/" + index, "is named twice");
            } else {
                targets.add(name);
            }
        }
        return targets;
    }
}
