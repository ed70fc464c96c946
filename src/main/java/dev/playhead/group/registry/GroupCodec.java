package dev.playhead.group.registry;

import dev.playhead.group.Group;
import dev.playhead.group.GroupSpecs;
import io.vertx.core.json.JsonObject;
import java.time.Instant;

/**
 * Encodes and decodes groups for their journal; shared by threads.
 *
 * <pre>
 * key    group/NAME
 * value  {"version":3,"made":"…","spec":{…}}     with "ending":true while it is being taken away,
 *        with "heldUntil":1764… while its cursor is being moved
 * </pre>
 */
final class GroupCodec {
    static final String PREFIX = "group/";

    private final GroupSpecs specs;

    GroupCodec(GroupSpecs specs) {
        this.specs = specs;
    }

    static String key(String name) {
        return PREFIX + name;
    }

    static String name(String key) {
        return key.substring(PREFIX.length());
    }

    String encode(Group group) {
        JsonObject json = new JsonObject()
                .put("version", group.version())
                .put("made", Instant.ofEpochMilli(group.made()).toString())
                .put("spec", specs.write(group.spec()));
        if (group.ending()) {
            json.put("ending", true);
        }
        if (group.heldUntil() > 0) {
            json.put("heldUntil", group.heldUntil());
        }
        return json.encode();
    }

    Group decode(String key, String value) {
        JsonObject json = new JsonObject(value);
        return new Group(
                name(key),
                specs.read(json.getJsonObject("spec")),
                json.getLong("version"),
                Instant.parse(json.getString("made")).toEpochMilli(),
                json.getBoolean("ending", false),
                json.getLong("heldUntil", 0L));
    }
}
