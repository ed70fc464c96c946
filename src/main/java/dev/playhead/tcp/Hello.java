package dev.playhead.tcp;

import dev.playhead.codec.RequestFields;
import dev.playhead.event.Refusal;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Set;
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
    private static final Set<String> KNOWN = Set.of("op", "topic", "token", "window");

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
        RequestFields fields = new RequestFields(json, KNOWN).withoutNulls(KNOWN);
        fields.word("op", List.of("hello"));
        String topic = text(fields, "topic");
        String token = text(fields, "token");
        boolean window = fields.flag("window", true);
        Refusal refusal = fields.refusal("The hello is invalid");
        return refusal == null
                ? new Hello(true, topic, token, window, null)
                : new Hello(true, null, null, true, refusal);
    }

    private static @Nullable String text(RequestFields fields, String name) {
        return fields.get(name) == null ? null : fields.text(name);
    }
}
