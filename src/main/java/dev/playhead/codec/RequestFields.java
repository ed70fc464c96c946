package dev.playhead.codec;

import dev.playhead.event.Fault;
import dev.playhead.event.Position;
import dev.playhead.event.Problem;
import dev.playhead.event.Refusal;
import dev.playhead.event.RefusedException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads the members of a request's JSON object and collects the faults with their places. Owned by one call.
 *
 * <p>A reader asks for each member with its type and bounds, then calls {@link #refuse}: so one answer names several
 * faults. A member that is null counts as absent, unless {@link #withoutNulls} makes it a fault.
 */
public final class RequestFields {
    /** The form of a position in a request. */
    public static final String POSITION = "{\"topic\":…,\"partition\":…,\"offset\":…}";

    /** Bounds the answer to a large request with a fault in each element. */
    private static final int MOST_FAULTS = 20;

    private final JsonObject object;
    private final String pointer;
    private final List<Fault> faults;

    /** @param known the names that the object may have; each other name is a fault */
    public RequestFields(JsonObject object, Set<String> known) {
        this(object, "", known, new ArrayList<>());
    }

    private RequestFields(JsonObject object, String pointer, Set<String> known, List<Fault> faults) {
        this.object = object;
        this.pointer = pointer;
        this.faults = faults;
        for (String name : object.fieldNames()) {
            if (!known.contains(name)) {
                fault(
                        name,
                        "is unknown; the known fields are "
                                + known.stream().sorted().toList());
            }
        }
    }

    /** Makes a null of these members a fault, for requests in which a null must not select the default. */
    public RequestFields withoutNulls(Set<String> names) {
        for (String name : names) {
            if (has(name) && object.getValue(name) == null) {
                fault(name, "is null, but takes a value");
            }
        }
        return this;
    }

    /** Returns whether the object has the member, null included. */
    public boolean has(String name) {
        return object.containsKey(name);
    }

    @Nullable
    public Object get(String name) {
        return object.getValue(name);
    }

    /** Returns whether the object has a single member. */
    public boolean isSingle() {
        return object.size() == 1;
    }

    /** The object of that name; null without one. */
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

    /**
     * The elements of the array of that name; empty without one.
     *
     * @param form the form of an element, for the fault of another
     * @param read empty for an element of another form
     */
    public <T> List<T> list(String name, String form, Function<Object, Optional<T>> read) {
        JsonArray array = array(name);
        if (array == null) {
            return List.of();
        }
        List<T> list = new ArrayList<>(array.size());
        for (int index = 0; index < array.size(); index++) {
            Object value = array.getValue(index);
            Optional<T> element = value == null ? Optional.empty() : read.apply(value);
            if (element.isPresent()) {
                list.add(element.get());
            } else {
                fault(name + "/" + index, "must be " + form);
            }
        }
        return list;
    }

    /** Reads a list of objects like {@link #list}, for callers that read the members. */
    public List<RequestFields> objects(String name, String form, Set<String> known) {
        JsonArray array = array(name);
        if (array == null) {
            return List.of();
        }
        List<RequestFields> objects = new ArrayList<>(array.size());
        for (int index = 0; index < array.size(); index++) {
            if (array.getValue(index) instanceof JsonObject each) {
                objects.add(new RequestFields(each, pointer + "/" + name + "/" + index, known, faults));
            } else {
                fault(name + "/" + index, "must be " + form);
            }
        }
        return objects;
    }

    /** The array of positions of that name; empty without one. A member besides the three is a fault. */
    public List<Position> positions(String name) {
        return list(
                name,
                POSITION,
                value -> value instanceof JsonObject each && each.size() == 3 ? position(each) : Optional.empty());
    }

    /** The position that a value has; empty for another value. A member besides the three is ignored. */
    public static Optional<Position> position(Object value) {
        return value instanceof JsonObject each
                        && each.getValue("topic") instanceof String topic
                        && each.getValue("partition") instanceof Integer partition
                        && (each.getValue("offset") instanceof Integer || each.getValue("offset") instanceof Long)
                ? Optional.of(new Position(topic, partition, each.getLong("offset")))
                : Optional.empty();
    }

    /** The member {@code topics}: names, at least one, each once. */
    public List<String> topics(int most) {
        JsonArray array = array("topics");
        List<String> topics = new ArrayList<>();
        if (array == null || array.isEmpty() || array.size() > most) {
            fault("topics", "must name 1 to " + most + " topics");
            return topics;
        }
        for (int index = 0; index < array.size(); index++) {
            if (array.getValue(index) instanceof String name && !name.isEmpty() && !topics.contains(name)) {
                topics.add(name);
            } else {
                fault("topics/" + index, "must be the name of a topic, without repetition");
            }
        }
        return topics;
    }

    /** A required text; null after a fault. */
    @Nullable
    public String text(String name) {
        Object value = object.getValue(name);
        if (value instanceof String text) {
            return text;
        }
        fault(name, value == null ? "is missing" : "must be a string");
        return null;
    }

    public String text(String name, String absent, int longest) {
        Object value = object.getValue(name);
        if (value == null) {
            return absent;
        }
        if (value instanceof String text && text.length() <= longest) {
            return text;
        }
        fault(name, "must be a string of at most " + longest + " characters");
        return absent;
    }

    /** One of the words; the first without the member. */
    public String word(String name, List<String> words) {
        Object value = object.getValue(name);
        if (value instanceof String word && words.contains(word)) {
            return word;
        }
        if (value != null) {
            fault(name, "takes one of " + words);
        }
        return words.get(0);
    }

    public boolean flag(String name, boolean absent) {
        Object value = object.getValue(name);
        if (value instanceof Boolean flag) {
            return flag;
        }
        if (value != null) {
            fault(name, "takes true or false");
        }
        return absent;
    }

    /** A whole number in [least, most]; a number above the greatest long counts as the greatest long. */
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

    /** A time in RFC 3339, in epoch milliseconds, rounded up; null after a fault. */
    @Nullable
    public Long moment(String name) {
        String text = text(name);
        if (text == null) {
            return null;
        }
        Long moment = Timestamps.epochMillis(text);
        if (moment == null) {
            fault(name, "is " + shortly(text) + ", but takes a time of RFC 3339, such as 2026-11-20T10:00:00Z");
        }
        return moment;
    }

    /** A duration as {@link DurationText} reads it, in [least, most]. */
    public Duration duration(String name, Duration absent, Duration least, Duration most) {
        Object value = get(name);
        if (value == null) {
            return absent;
        }
        Duration time = value instanceof String text ? DurationText.parse(text) : null;
        if (time != null && time.compareTo(least) >= 0 && time.compareTo(most) <= 0) {
            return time;
        }
        fault(
                name,
                "is " + shortly(value) + ", but takes " + (time == null ? DurationText.FORM : least + " to " + most));
        return absent;
    }

    /** Adds a fault at the member of that name; an empty name means the object itself. */
    public void fault(String name, String detail) {
        if (faults.size() < MOST_FAULTS) {
            faults.add(Fault.at(name.isEmpty() ? pointer : pointer + "/" + name, detail));
        }
    }

    public boolean isFaulty() {
        return !faults.isEmpty();
    }

    /** @throws RefusedException {@code invalid_request} with the collected faults, if any */
    public void refuse(String detail) {
        Refusal refusal = refusal(detail);
        if (refusal != null) {
            throw refusal.asException();
        }
    }

    /** An {@code invalid_request} with the collected faults; null without a fault. */
    @Nullable
    public Refusal refusal(String detail) {
        return isFaulty() ? new Refusal(Problem.INVALID_REQUEST, detail, faults) : null;
    }

    /** The whole number that a value has, as {@link #number} reads it; null for another value. */
    public static @Nullable Long whole(Object value) {
        if (value instanceof BigInteger big) {
            return big.signum() > 0 ? Long.MAX_VALUE : Long.MIN_VALUE;
        }
        return value instanceof Integer || value instanceof Long ? (Long) ((Number) value).longValue() : null;
    }

    /** The value as a fault quotes it. */
    public static String shortly(Object value) {
        String text = String.valueOf(value);
        return text.length() > 64 ? text.substring(0, 64) + "…" : text;
    }
}
