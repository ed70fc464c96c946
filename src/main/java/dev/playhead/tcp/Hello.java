package dev.playhead.tcp;

import dev.playhead.event.Fault;
import dev.playhead.event.Problem;
import dev.playhead.event.Refusal;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The greeting of a TCP connection: {@code {"op":"hello","topic":"orders","token":"…","window":true}}, all but {@code
 * op} optional. A first line that is anything else is an event and greets with the defaults.
 */
record Hello(
        boolean given,
        @Nullable String topic,
        @Nullable String token,
        boolean window,
        @Nullable Refusal refusal) {
    static final int MOST_BYTES = 4096;
    static final Hello NONE = new Hello(false, null, null, true, null);

    static Hello parse(byte[] line) {
        JsonObject json;
        try {
            json = new JsonObject(Buffer.buffer(line));
        } catch (DecodeException | ClassCastException e) {
            return NONE;
        }
        if (!json.containsKey("op") || json.containsKey("specversion")) {
            return NONE;
        }
        List<Fault> faults = faults(json);
        if (!faults.isEmpty()) {
            return new Hello(
                    true,
                    null,
                    null,
                    true,
                    new Refusal(Problem.INVALID_REQUEST, "The first line is no greeting that is understood", faults));
        }
        return new Hello(true, json.getString("topic"), json.getString("token"), json.getBoolean("window", true), null);
    }

    private static List<Fault> faults(JsonObject json) {
        List<Fault> faults = new ArrayList<>();
        for (Map.Entry<String, Object> member : json) {
            String wanted =
                    switch (member.getKey()) {
                        case "op" -> "hello".equals(member.getValue()) ? null : "\"hello\"";
                        case "topic", "token" -> member.getValue() instanceof String ? null : "a string";
                        case "window" -> member.getValue() instanceof Boolean ? null : "true or false";
                        default -> "not known; a greeting has op, topic, token, window";
                    };
            if (wanted != null) {
                String sentence = wanted.startsWith("not known")
                        ? member.getKey() + " is " + wanted
                        : member.getKey() + " takes " + wanted;
                faults.add(Fault.at("/" + member.getKey(), sentence));
            }
        }
        return faults;
    }
}
