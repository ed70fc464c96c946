package dev.playhead.ws;

import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/** A client's frame that is a JSON object with an op; {@code ref} is what its answers carry. */
record ClientFrame(String op, @Nullable Long ref, JsonObject object) {}
