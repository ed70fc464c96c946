package dev.playhead.load.simulation;

import dev.playhead.load.books.Confirming;
import dev.playhead.load.books.Delivery;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Owns what the connections of a group or a target answer: deliveries are confirmed, and for what is confirmed as many are
 * asked for again; on the event loops of the connections.
 *
 * <p>Gatling asks for each answer twice, first whether there is one, on the same thread; so the last is remembered.
 */
final class Answering implements Function<String, String> {
    private final Confirming confirming;
    private final Consumer<JsonObject> completed;
    private final ThreadLocal<Answer> last = new ThreadLocal<>();

    private record Answer(String frame, String text) {}

    /** @param completed told of the frame that says that all was delivered and confirmed */
    Answering(Confirming confirming, Consumer<JsonObject> completed) {
        this.confirming = confirming;
        this.completed = completed;
    }

    @Override
    @SuppressWarnings("ReferenceEquality") // the very frame, not one that says the same
    public @Nullable String apply(String frame) {
        Answer known = last.get();
        if (known != null && known.frame() == frame) {
            last.remove();
            return known.text();
        }
        String answer = answer(frame);
        if (answer != null) {
            last.set(new Answer(frame, answer));
        }
        return answer;
    }

    private @Nullable String answer(String frame) {
        long now = System.nanoTime();
        if (Frames.hasEvents(frame)) {
            List<Delivery> deliveries = Frames.deliveries(frame);
            long ref = confirming.delivered(deliveries, now);
            return confirm(ref, deliveries.stream().map(Delivery::id).toList());
        }
        JsonObject said = new JsonObject(frame);
        switch (said.getString("op")) {
            case "confirmed" -> {
                int events = confirming.confirmed(
                        said.getLong("ref"),
                        said.getLong("first"),
                        said.getLong("duplicate"),
                        said.getLong("unknown"),
                        now);
                return "{\"op\":\"request\",\"n\":" + events + "}";
            }
            case "completed" -> completed.accept(said);
            case "problem" -> {
                return refused(said, now);
            }
            case "gap" -> confirming.refused(frame);
            default -> {}
        }
        return null;
    }

    /** What the node could not do just now is asked for again; all else is a fault. */
    private @Nullable String refused(JsonObject problem, long now) {
        Long ref = problem.getLong("ref");
        if (ref == null || !problem.getBoolean("retryable", false)) {
            confirming.refused(problem.encode());
            return null;
        }
        List<String> ids = confirming.again(ref, now);
        return ids.isEmpty() ? null : confirm(ref, ids);
    }

    private static String confirm(long ref, List<String> ids) {
        return "{\"op\":\"confirm\",\"ref\":" + ref + ",\"ids\":[\"" + String.join("\",\"", ids) + "\"]}";
    }
}
