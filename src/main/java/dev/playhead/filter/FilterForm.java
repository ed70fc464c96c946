package dev.playhead.filter;

import dev.playhead.codec.SortedJson;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Brings filters to one form, so that two lists of the same conditions compare equal; stateless. The order and the
 * repetition of conditions do not matter, nor does the nesting of {@code all} in {@code all} and of {@code any} in {@code
 * any}. CESQL expressions compare by their text.
 */
public final class FilterForm {
    private FilterForm() {}

    /** Returns whether the two lists, both in JSON and both valid, have the same conditions. */
    public static boolean isSame(String one, String other) {
        return one.equals(other) || all(new JsonArray(one)).equals(all(new JsonArray(other)));
    }

    private static String all(JsonArray list) {
        return joined("all", conjuncts(list));
    }

    private static SortedSet<String> conjuncts(JsonArray list) {
        SortedSet<String> conditions = new TreeSet<>();
        for (JsonObject each : objects(list)) {
            String dialect = each.fieldNames().iterator().next();
            switch (dialect) {
                case "all" -> conditions.addAll(conjuncts(each.getJsonArray(dialect)));
                case "exact", "prefix", "suffix" ->
                    each.getJsonObject(dialect)
                            .forEach(term -> conditions.add(
                                    json(dialect, new JsonObject().put(term.getKey(), term.getValue()))));
                default -> conditions.add(one(each));
            }
        }
        return conditions;
    }

    private static SortedSet<String> alternatives(JsonArray list) {
        SortedSet<String> conditions = new TreeSet<>();
        for (JsonObject each : objects(list)) {
            if (each.containsKey("any")) {
                conditions.addAll(alternatives(each.getJsonArray("any")));
            } else {
                conditions.add(one(each));
            }
        }
        return conditions;
    }

    private static String one(JsonObject condition) {
        String dialect = condition.fieldNames().iterator().next();
        return switch (dialect) {
            case "any" -> joined("any", alternatives(condition.getJsonArray(dialect)));
            case "not" -> "{\"not\":" + one(condition.getJsonObject(dialect)) + "}";
            case "sql" -> Json.encode(SortedJson.of(condition));
            default -> all(new JsonArray().add(condition));
        };
    }

    private static String joined(String dialect, Collection<String> conditions) {
        return conditions.size() == 1
                ? conditions.iterator().next()
                : "{\"" + dialect + "\":[" + String.join(",", conditions) + "]}";
    }

    private static String json(String dialect, JsonObject term) {
        return new JsonObject().put(dialect, term).encode();
    }

    private static List<JsonObject> objects(JsonArray list) {
        List<JsonObject> objects = new ArrayList<>(list.size());
        for (int index = 0; index < list.size(); index++) {
            objects.add(list.getJsonObject(index));
        }
        return objects;
    }
}
