package dev.playhead.e2e.harness;

import static dev.playhead.testing.Eventually.eventually;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Feeds events over TCP until each has a receipt, as a careful service would: what got none, or a problem that may pass,
 * is sent again, in its order, on the next connection. One thread; {@link #stored} may be read by any.
 */
public final class Feeder {
    private final NodeProcess node;
    private final String topic;
    private final AtomicLong stored = new AtomicLong();
    private int connections;

    public Feeder(NodeProcess node, String topic) {
        this.node = node;
        this.topic = topic;
    }

    /** How many events have their receipt. */
    public long stored() {
        return stored.get();
    }

    /** How many connections it took. */
    public int connections() {
        return connections;
    }

    public void feed(List<String> events, Duration patience) {
        List<String> rest = new ArrayList<>(events);
        eventually(patience, "every event has a receipt", () -> {
            List<String> again = once(rest);
            rest.clear();
            rest.addAll(again);
            return rest.isEmpty();
        });
    }

    private List<String> once(List<String> events) {
        List<String> again = new ArrayList<>();
        int told = 0;
        connections++;
        try (Lines lines = Lines.to(node, topic)) {
            lines.sendAll(events);
            for (List<JsonObject> receipts = lines.receipts(); !receipts.isEmpty(); receipts = lines.receipts()) {
                for (JsonObject receipt : receipts) {
                    keep(receipt, events.get(told++), again);
                }
            }
        } catch (IOException broken) {
            // What has no receipt is sent again.
        }
        again.addAll(events.subList(told, events.size()));
        return again;
    }

    private void keep(JsonObject receipt, String event, List<String> again) {
        JsonObject problem = receipt.getJsonObject("problem");
        if (problem == null) {
            stored.incrementAndGet();
        } else if (problem.getBoolean("retryable")) {
            again.add(event);
        } else {
            throw new AssertionError("refused for good: " + problem + " for " + event);
        }
    }
}
