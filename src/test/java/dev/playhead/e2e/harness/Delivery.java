package dev.playhead.e2e.harness;

import io.vertx.core.json.JsonObject;

/** One event as a subscriber got it. */
public record Delivery(JsonObject json) {

    String topic() {
        return json.getString("topic");
    }

    int partition() {
        return json.getInteger("partition");
    }

    public long offset() {
        return json.getLong("offset");
    }

    public String place() {
        return topic() + "-" + partition() + "@" + offset();
    }

    public JsonObject event() {
        return json.getJsonObject("event");
    }
}
