package dev.playhead.e2e;

import io.vertx.core.json.JsonObject;

/** One event as a subscriber got it. */
record Delivery(JsonObject json) {

    String topic() {
        return json.getString("topic");
    }

    int partition() {
        return json.getInteger("partition");
    }

    long offset() {
        return json.getLong("offset");
    }

    String place() {
        return topic() + "-" + partition() + "@" + offset();
    }

    JsonObject event() {
        return json.getJsonObject("event");
    }
}
