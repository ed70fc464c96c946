package dev.playhead.delivery;

import dev.playhead.event.Fault;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the members of a JSON object by name and gathers what is wrong with them. Owned by one call. */
public final class RequestFields {
    private final JsonObject object;
    private final String pointer;
    private final List<Fault> faults;

    public RequestFields(JsonObject object, String pointer, Set<String> known, List<Fault> faults) {
        this.object = object;
        this.pointer = pointer;
        this.faults = faults;
        for (String name : object.fieldNames()) {
            if (!known.contains(name)) {
                fault(
                        name,
                        "is not known here; there are "
                                + known.stream().sorted().toList());
            }
        }
    }

    @Nullable
    public Object get(String name) {
        return object.getValue(name);
    }

    /** The object of that name, or null where there is none or it is something else. */
    @Nullable
    public RequestFields object(String name, Set<String> known) {
        Object value = object.getValue(name);
        if (value instanceof JsonObject inner) {
            return new RequestFields(inner, pointer + "/" + name, known, faults);
        }
        if (value != null) {
            fault(name, "must be an object");
        }
        return null;
    }

    @Nullable
    public JsonArray array(String name) {
        Object value = object.getValue(name);
        if (value instanceof JsonArray array) {
            return array;
        }
        if (value != null) {
            fault(name, "must be an array");
        }
        return null;
    }

    /** The member {@code topics}: names, at least one, each once. */
    public List<String> topics(int most) {
        JsonArray array = array("topics");
        List<String> topics = new ArrayList<>();
        if (array != null && array.size() > most) {
            fault("topics", "must name at most " + most + " topics");
            return topics;
        }
        if (array == null || array.isEmpty()) {
            fault("topics", "must name at least one topic");
            return topics;
        }
        for (Object each : array) {
            if (each instanceof String name && !name.isEmpty() && !topics.contains(name)) {
                topics.add(name);
            } else {
                fault("topics/" + topics.size(), "must be the name of a topic, each once");
                break;
            }
        }
        return topics;
    }

    @Nullable
    public String text(String name) {
        Object value = object.getValue(name);
        if (value instanceof String text) {
            return text;
        }
        fault(name, value == null ? "is missing" : "must be a string");
        return null;
    }

    /** A whole number in [least, most]; what is greater than a long counts as the greatest long. */
    public long number(String name, long least, long most, long absent) {
        Object value = object.getValue(name);
        if (value == null) {
            return absent;
        }
        Long number = whole(value);
        if (number == null || number < least || number > most) {
            String range = most == Long.MAX_VALUE ? least + " and more" : least + " to " + most;
            fault(name, "is " + shortly(value) + ", but takes a whole number of " + range);
            return absent;
        }
        return number;
    }

    /** A moment as RFC 3339 has it, in epoch milliseconds, rounded up. */
    @Nullable
    Long moment(String name) {
        String text = text(name);
        if (text == null) {
            return null;
        }
        try {
            Instant moment = OffsetDateTime.parse(text).toInstant();
            return moment.toEpochMilli() + (moment.getNano() % 1_000_000 == 0 ? 0 : 1);
        } catch (DateTimeException | ArithmeticException e) {
            fault(name, "is " + shortly(text) + ", but takes a time such as 2026-11-20T10:00:00Z");
            return null;
        }
    }

    public void fault(String name, String detail) {
        faults.add(Fault.at(pointer + "/" + name, detail));
    }

    static List<Fault> none() {
        return new ArrayList<>();
    }

    static @Nullable Long whole(Object value) {
        if (value instanceof BigInteger big) {
            return big.signum() > 0 ? Long.MAX_VALUE : Long.MIN_VALUE;
        }
        return value instanceof Integer || value instanceof Long ? (Long) ((Number) value).longValue() : null;
    }

    static String shortly(Object value) {
        String text = String.valueOf(value);
        return text.length() > 64 ? text.substring(0, 64) + "…" : text;
    }
}
