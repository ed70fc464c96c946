package dev.playhead.ws;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;

/** A consumer of a replay's target that confirms what it is given, and asks for more. */
final class TargetClient {
    final StreamClient stream;
    private int confirmed;
    private int ref;
    private long activeSince = Long.MAX_VALUE;

    TargetClient(StreamClient stream) {
        this.stream = stream;
    }

    /** Confirms all that has come since it did so last, and asks for as many more. */
    void work() {
        List<JsonObject> all = stream.deliveries();
        if (all.size() > confirmed) {
            activeSince = Math.min(activeSince, System.nanoTime());
            JsonArray positions = new JsonArray();
            all.subList(confirmed, all.size()).forEach(each -> positions.add(GroupStreamTest.position(each)));
            stream.send(new JsonObject()
                    .put("op", "confirm")
                    .put("ref", ref++)
                    .put("positions", positions)
                    .encode());
            stream.request(all.size() - confirmed);
            confirmed = all.size();
        }
    }

    /** When its first event was seen. */
    long activeSince() {
        return activeSince;
    }

    boolean isCompleted() {
        return !stream.frames("completed").isEmpty();
    }

    boolean isConfirmed() {
        return stream.frames("confirmed").size() == ref;
    }
}
