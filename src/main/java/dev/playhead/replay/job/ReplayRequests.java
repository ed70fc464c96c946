package dev.playhead.replay.job;

import dev.playhead.codec.FilterCodec;
import dev.playhead.codec.SortedJson;
import dev.playhead.delivery.RequestFields;
import dev.playhead.delivery.Start;
import dev.playhead.delivery.StartReader;
import dev.playhead.delivery.Stop;
import dev.playhead.delivery.StopReader;
import dev.playhead.delivery.StreamRequest;
import dev.playhead.event.EventFilter;
import dev.playhead.event.Fault;
import dev.playhead.event.Problem;
import dev.playhead.event.Refusal;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Reads what replays are asked for from JSON and writes it; shared by threads. What is not understood is refused with its
 * place.
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
     * What the body of a {@code POST} says.
     *
     * @param dryRun whether it is only asked what would be
     */
    public record Asked(ReplayRequest request, boolean dryRun) {}

    /**
     * @throws dev.playhead.event.RefusedException {@code invalid_request}, {@code invalid_filter}, {@code invalid_token}, with
     *     the places of all faults
     */
    public Asked read(JsonObject body) {
        List<Fault> faults = new ArrayList<>();
        RequestFields fields = new RequestFields(body, "", KNOWN, faults);
        boolean dryRun = dryRun(fields);
        bounds(fields, faults);
        JsonArray filter = fields.array("filter");
        Object from = fields.get("from");
        Object to = fields.get("to");
        ReplayRequest request = new ReplayRequest(
                fields.topics(settings.maxTopics()),
                new ReplayRequest.Selection(
                        Json.encode(from == null ? "earliest" : SortedJson.of(from)),
                        Json.encode(to == null ? "now" : SortedJson.of(to)),
                        filter == null ? "[]" : Json.encode(SortedJson.of(filter))),
                "time".equals(word(fields, "order", List.of("partition", "time")))
                        ? StreamRequest.Order.TIME
                        : StreamRequest.Order.PARTITION,
                PaceCodec.read(fields),
                targets(fields, dryRun),
                "repair".equals(word(fields, "mode", List.of("rebuild", "repair"))) ? Mode.REPAIR : Mode.REBUILD,
                idleTimeout(fields),
                description(fields));
        if (!faults.isEmpty()) {
            throw new Refusal(Problem.INVALID_REQUEST, "The replay that is asked for is not understood", faults)
                    .asException();
        }
        filters.member(filter);
        return new Asked(request, dryRun);
    }

    /** As {@link #read} takes it. */
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

    /** Where it starts. */
    public static Start from(ReplayRequest request) {
        List<Fault> none = new ArrayList<>();
        return StartReader.read(bound("from", request.selection().from(), none), none);
    }

    /** Where it ends. */
    public static Stop to(ReplayRequest request) {
        List<Fault> none = new ArrayList<>();
        return StopReader.read(bound("to", request.selection().to(), none), none);
    }

    private static RequestFields bound(String name, String json, List<Fault> faults) {
        return new RequestFields(new JsonObject().put(name, Json.decodeValue(json)), "", Set.of(name), faults);
    }

    private static void bounds(RequestFields fields, List<Fault> faults) {
        if (fields.get("from") == null) {
            fields.fault(
                    "from",
                    "is missing: \"earliest\", {\"time\":…}, {\"token\":…} or {\"positions\":[…]} says where to start");
        } else {
            StartReader.read(fields, faults);
        }
        StopReader.read(fields, faults);
    }

    private static boolean dryRun(RequestFields fields) {
        Object value = fields.get("dryRun");
        if (value != null && !(value instanceof Boolean)) {
            fields.fault("dryRun", "takes true or false");
        }
        return Boolean.TRUE.equals(value);
    }

    /** Those of a dry run may be left out, as nothing is sent to them. */
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

    private Duration idleTimeout(RequestFields fields) {
        String text = fields.get("idleTimeout") == null ? null : fields.text("idleTimeout");
        if (text == null) {
            return settings.idleTimeout();
        }
        try {
            Duration time = Duration.parse(text);
            if (time.compareTo(ReplaySettings.LEAST_IDLE) >= 0 && time.compareTo(ReplaySettings.MOST_IDLE) <= 0) {
                return time;
            }
            fields.fault(
                    "idleTimeout",
                    "is " + time + ", but takes " + ReplaySettings.LEAST_IDLE + " to " + ReplaySettings.MOST_IDLE);
        } catch (DateTimeParseException | ArithmeticException malformed) {
            fields.fault("idleTimeout", "takes a duration as ISO 8601 has it, such as PT1H");
        }
        return settings.idleTimeout();
    }

    private static String description(RequestFields fields) {
        String text = fields.get("description") == null ? "" : fields.text("description");
        if (text != null && text.length() > LONGEST_DESCRIPTION) {
            fields.fault("description", "takes at most " + LONGEST_DESCRIPTION + " characters");
        }
        return text == null ? "" : text;
    }

    /** The word that is given, or the first of them. */
    private static String word(RequestFields fields, String name, List<String> words) {
        Object value = fields.get(name);
        if (value instanceof String word && words.contains(word)) {
            return word;
        }
        if (value != null) {
            fields.fault(name, "takes one of " + words);
        }
        return words.get(0);
    }
}
