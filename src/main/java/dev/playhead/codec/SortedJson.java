package dev.playhead.codec;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Sorts the members of JSON objects by name, so equal objects have equal texts; stateless. */
public final class SortedJson {
    private SortedJson() {}

    /** The same with the members of all objects in it sorted. */
    public static Object of(Object json) {
        if (json instanceof JsonArray array) {
            JsonArray sorted = new JsonArray();
            for (int index = 0; index < array.size(); index++) {
                sorted.add(of(array.getValue(index)));
            }
            return sorted;
        }
        if (json instanceof JsonObject object) {
            Map<String, @Nullable Object> members = new TreeMap<>();
            object.forEach(member -> members.put(member.getKey(), of(member.getValue())));
            return new JsonObject(members);
        }
        return json;
    }
}
