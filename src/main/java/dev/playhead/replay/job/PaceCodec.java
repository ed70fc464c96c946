package dev.playhead.replay.job;

import dev.playhead.codec.RequestFields;
import io.vertx.core.json.JsonObject;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads a pace from the member {@code pace} and writes it; stateless. An absent pace is full speed.
 *
 * <pre>
 * {"eventsPerSecond":5000} | {"bytesPerSecond":1000000} | {"timeline":2.0} | "full"
 * </pre>
 */
public final class PaceCodec {
    private static final String FULL = "full";
    private static final String TAKES =
            "takes {\"eventsPerSecond\":…}, {\"bytesPerSecond\":…} or {\"timeline\":…}, or is left out for full speed";
    private static final double MOST = 1e12;
    private static final double LEAST = 1e-6;
    private static final Set<String> KNOWN = Set.of("eventsPerSecond", "bytesPerSecond", "timeline");

    private PaceCodec() {}

    /**
     * The pace of a body that may say nothing else.
     *
     * @throws dev.playhead.event.RefusedException {@code invalid_request} with the place of the fault
     */
    public static Pace read(JsonObject body) {
        RequestFields fields = new RequestFields(body, Set.of("pace"));
        if (!fields.has("pace")) {
            fields.fault("pace", "is missing; only the pace can change. It " + TAKES + ": \"full\"");
        }
        Pace pace = read(fields);
        fields.refuse("The pace is invalid");
        return pace;
    }

    static Pace read(RequestFields fields) {
        Object value = fields.get("pace");
        if (value == null || FULL.equals(value)) {
            return new Pace.Full();
        }
        RequestFields pace = value instanceof JsonObject ? fields.object("pace", KNOWN) : null;
        if (pace == null || !pace.isSingle()) {
            fields.fault("pace", TAKES);
            return new Pace.Full();
        }
        Double events = number(pace, "eventsPerSecond");
        Double bytes = number(pace, "bytesPerSecond");
        Double timeline = number(pace, "timeline");
        if (events != null) {
            return new Pace.EventsPerSecond(events);
        }
        if (bytes != null) {
            return new Pace.BytesPerSecond(bytes);
        }
        return timeline == null ? new Pace.Full() : new Pace.Timeline(timeline);
    }

    private static @Nullable Double number(RequestFields pace, String name) {
        Object value = pace.get(name);
        if (value == null) {
            return null;
        }
        double number = value instanceof Number given ? given.doubleValue() : Double.NaN;
        if (!(number >= LEAST && number <= MOST)) {
            pace.fault(name, "takes a number above 0, of at most 1e12");
            return null;
        }
        return number;
    }

    /** Writes a pace in the form of {@link #read}; null for full speed. */
    public static @Nullable JsonObject write(Pace pace) {
        if (pace instanceof Pace.EventsPerSecond rate) {
            return new JsonObject().put("eventsPerSecond", plain(rate.events()));
        }
        if (pace instanceof Pace.BytesPerSecond rate) {
            return new JsonObject().put("bytesPerSecond", plain(rate.bytes()));
        }
        return pace instanceof Pace.Timeline timeline
                ? new JsonObject().put("timeline", plain(timeline.factor()))
                : null;
    }

    private static Number plain(double value) {
        return value == Math.rint(value) && value < 1e15 ? (Number) (long) value : (Number) value;
    }
}
