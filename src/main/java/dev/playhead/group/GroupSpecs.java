package dev.playhead.group;

import dev.playhead.codec.RequestFields;
import dev.playhead.codec.SortedJson;
import dev.playhead.delivery.request.Start;
import dev.playhead.delivery.request.StartReader;
import dev.playhead.event.EventFilter;
import dev.playhead.event.RefusedException;
import dev.playhead.filter.FilterCodec;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads the settings of groups from JSON and writes them; shared by threads. It refuses an unknown setting with its
 * place; an absent setting gets the default of {@link GroupSettings}.
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
     * @throws RefusedException {@code invalid_request}, {@code invalid_filter}, {@code invalid_token}, with the places of the faults
     */
    public GroupSpec read(JsonObject body) {
        return read(body, ALL);
    }

    /**
     * Reads the spec of a subscription from {@code topics}, {@code filter} and {@code from}. An absent setting is that
     * of the group.
     *
     * @param known the spec of the group; null without a group: then topics are required
     */
    public GroupSpec asked(JsonObject subscription, @Nullable GroupSpec known) {
        if (known == null) {
            return read(subscription, OF_SUBSCRIPTION);
        }
        JsonObject asked = write(known);
        subscription.forEach(member -> asked.put(member.getKey(), member.getValue()));
        return read(asked, ALL);
    }

    /**
     * The spec with some settings changed, as a merge patch (RFC 7396) says. A null puts the default back; {@code from} is
     * one value.
     *
     * @throws RefusedException as {@link #read}
     */
    public GroupSpec patched(GroupSpec known, JsonObject patch) {
        return asked(patch, known);
    }

    /** Writes a specification in the form of {@link #read}. */
    public JsonObject write(GroupSpec spec) {
        GroupSpec.Handling handling = spec.handling();
        return new JsonObject()
                .put("topics", new JsonArray(spec.topics()))
                .put("filter", new JsonArray(spec.filter()))
                .put("from", Json.decodeValue(spec.from()))
                .put("deadline", handling.deadline().toString())
                .put("retry", handling.retry())
                .put("backoffPolicy", word(handling.backoffPolicy()))
                .put("backoffDelay", handling.backoffDelay().toString())
                .put("maxInFlight", handling.maxInFlight())
                .put("maxAhead", handling.maxAhead())
                .put("onParked", word(handling.onParked()));
    }

    /** The compiled filter of a spec. */
    public EventFilter filter(GroupSpec spec) {
        return filters.parse(new JsonArray(spec.filter()));
    }

    /** Returns the start of a group with the specification. */
    public Start from(GroupSpec spec) {
        JsonObject from = new JsonObject().put("from", Json.decodeValue(spec.from()));
        return StartReader.read(new RequestFields(from, Set.of("from")));
    }

    private GroupSpec read(JsonObject body, Set<String> known) {
        RequestFields fields = new RequestFields(body, known);
        StartReader.read(fields);
        JsonArray filter = fields.array("filter");
        Object from = fields.get("from");
        GroupSpec spec = new GroupSpec(
                fields.topics(MOST_TOPICS),
                filter == null ? "[]" : Json.encode(SortedJson.of(filter)),
                Json.encode(from == null ? "latest" : SortedJson.of(from)),
                handling(fields));
        fields.refuse("The settings of the group are invalid");
        filters.member(filter);
        return spec;
    }

    private GroupSpec.Handling handling(RequestFields fields) {
        return new GroupSpec.Handling(
                fields.duration("deadline", settings.deadline(), GroupSpec.LEAST_DEADLINE, GroupSpec.MOST_DEADLINE),
                (int) fields.number("retry", 0, GroupSpec.MOST_RETRY, settings.retry()),
                word(fields, "backoffPolicy", settings.backoffPolicy(), GroupSpec.BackoffPolicy.values()),
                fields.duration("backoffDelay", settings.backoffDelay(), Duration.ZERO, GroupSpec.MOST_BACKOFF),
                (int) fields.number("maxInFlight", 1, GroupSpec.MOST_IN_FLIGHT, settings.maxInFlight()),
                fields.number("maxAhead", 1, GroupSpec.MOST_AHEAD, settings.maxAhead()),
                word(fields, "onParked", settings.onParked(), GroupSpec.OnParked.values()));
    }

    private static <E extends Enum<E>> E word(RequestFields fields, String name, E absent, E[] all) {
        if (fields.get(name) == null) {
            return absent;
        }
        List<String> words = Arrays.stream(all).map(GroupSpecs::word).toList();
        return all[words.indexOf(fields.word(name, words))];
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
