package dev.playhead.group;

import dev.playhead.codec.FilterCodec;
import dev.playhead.codec.SortedJson;
import dev.playhead.delivery.RequestFields;
import dev.playhead.delivery.Start;
import dev.playhead.delivery.StartReader;
import dev.playhead.event.EventFilter;
import dev.playhead.event.Fault;
import dev.playhead.event.Problem;
import dev.playhead.event.Refusal;
import dev.playhead.event.RefusedException;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Reads the settings of groups from JSON and writes them; shared by threads. What is not understood is refused with its
 * place, what is left out is as {@link GroupSettings} has it.
 *
 * <pre>
 * {"topics":["orders"],"filter":[{"prefix":{"type":"order."}}],"from":"latest","deadline":"PT30S","retry":5,
 *  "backoffPolicy":"exponential","backoffDelay":"PT0.5S","maxInFlight":10000,"maxAhead":1000000,"onParked":"pass"}
 * </pre>
 */
public final class GroupSpecs {
    private static final int MOST_TOPICS = 1_000;
    private static final Set<String> OF_SUBSCRIPTION = Set.of("topics", "filter", "from");
    private static final Set<String> ALL = Set.of(
            "topics",
            "filter",
            "from",
            "deadline",
            "retry",
            "backoffPolicy",
            "backoffDelay",
            "maxInFlight",
            "maxAhead",
            "onParked");

    private final GroupSettings settings;
    private final FilterCodec filters;

    public GroupSpecs(GroupSettings settings, FilterCodec filters) {
        this.settings = settings;
        this.filters = filters;
    }

    /**
     * The spec that the body of a {@code PUT} says.
     *
     * @throws RefusedException {@code invalid_request}, {@code invalid_filter}, {@code invalid_token}, with the places of all faults
     */
    public GroupSpec read(JsonObject body) {
        return read(body, ALL);
    }

    /** The spec that a subscription makes, of whose members {@code topics}, {@code filter} and {@code from} are the group's. */
    public GroupSpec asked(JsonObject subscription) {
        return read(subscription, OF_SUBSCRIPTION);
    }

    /** As {@link #read} takes it. */
    public JsonObject write(GroupSpec spec) {
        return new JsonObject()
                .put("topics", new JsonArray(spec.topics()))
                .put("filter", new JsonArray(spec.filter()))
                .put("from", Json.decodeValue(spec.from()))
                .put("deadline", spec.deadline().toString())
                .put("retry", spec.retry())
                .put("backoffPolicy", word(spec.backoffPolicy()))
                .put("backoffDelay", spec.backoffDelay().toString())
                .put("maxInFlight", spec.maxInFlight())
                .put("maxAhead", spec.maxAhead())
                .put("onParked", word(spec.onParked()));
    }

    /** The compiled filter of a spec. */
    public EventFilter filter(GroupSpec spec) {
        return filters.parse(new JsonArray(spec.filter()));
    }

    /** Where a group of the spec begins. */
    public Start from(GroupSpec spec) {
        List<Fault> none = new ArrayList<>();
        JsonObject from = new JsonObject().put("from", Json.decodeValue(spec.from()));
        return StartReader.read(new RequestFields(from, "", Set.of("from"), none), none);
    }

    private GroupSpec read(JsonObject body, Set<String> known) {
        List<Fault> faults = new ArrayList<>();
        RequestFields fields = new RequestFields(body, "", known, faults);
        StartReader.read(fields, faults);
        JsonArray filter = fields.array("filter");
        Object from = fields.get("from");
        GroupSpec spec = new GroupSpec(
                topics(fields),
                filter == null ? "[]" : Json.encode(SortedJson.of(filter)),
                Json.encode(from == null ? "latest" : SortedJson.of(from)),
                time(fields, "deadline", settings.deadline(), GroupSpec.LEAST_DEADLINE, GroupSpec.MOST_DEADLINE),
                (int) fields.number("retry", 0, GroupSpec.MOST_RETRY, settings.retry()),
                word(fields, "backoffPolicy", settings.backoffPolicy(), BackoffPolicy.values()),
                time(fields, "backoffDelay", settings.backoffDelay(), Duration.ZERO, GroupSpec.MOST_BACKOFF),
                (int) fields.number("maxInFlight", 1, GroupSpec.MOST_IN_FLIGHT, settings.maxInFlight()),
                fields.number("maxAhead", 1, GroupSpec.MOST_AHEAD, settings.maxAhead()),
                word(fields, "onParked", settings.onParked(), OnParked.values()));
        if (!faults.isEmpty()) {
            throw new Refusal(Problem.INVALID_REQUEST, "The settings of the group are not understood", faults)
                    .asException();
        }
        filters.member(filter);
        return spec;
    }

    private static List<String> topics(RequestFields fields) {
        JsonArray array = fields.array("topics");
        List<String> topics = new ArrayList<>();
        if (array == null || array.isEmpty() || array.size() > MOST_TOPICS) {
            fields.fault("topics", "must name at least one topic and at most " + MOST_TOPICS);
            return topics;
        }
        for (int index = 0; index < array.size(); index++) {
            if (array.getValue(index) instanceof String name && !name.isEmpty() && !topics.contains(name)) {
                topics.add(name);
            } else {
                fields.fault("topics/" + index, "must be the name of a topic, each once");
            }
        }
        return topics;
    }

    private static Duration time(RequestFields fields, String name, Duration absent, Duration least, Duration most) {
        if (fields.get(name) == null) {
            return absent;
        }
        String text = fields.text(name);
        if (text == null) {
            return absent;
        }
        try {
            Duration time = Duration.parse(text);
            if (time.compareTo(least) >= 0 && time.compareTo(most) <= 0) {
                return time;
            }
            fields.fault(name, "is " + time + ", but takes " + least + " to " + most);
        } catch (DateTimeParseException | ArithmeticException malformed) {
            fields.fault(name, "takes a duration as ISO 8601 has it, such as PT30S");
        }
        return absent;
    }

    private static <E extends Enum<E>> E word(RequestFields fields, String name, E absent, E[] all) {
        Object value = fields.get(name);
        if (value == null) {
            return absent;
        }
        List<String> words = new ArrayList<>();
        for (E each : all) {
            if (word(each).equals(value)) {
                return each;
            }
            words.add(word(each));
        }
        fields.fault(name, "takes one of " + words);
        return absent;
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
