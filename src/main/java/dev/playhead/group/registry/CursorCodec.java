package dev.playhead.group.registry;

import dev.playhead.event.OffsetRange;
import dev.playhead.group.Counted;
import dev.playhead.group.GroupCursor;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Encodes and decodes cursors for their journal; stateless.
 *
 * <pre>
 * key    place/GROUP/TOPIC/PARTITION/EPOCH
 * value  {"topicId":"…","cursor":991,"delivered":1207,"settled":[3,2,1,40],"leaderEpoch":7,"filter":"9c…"}
 *        earlier versions wrote neither "leaderEpoch" nor "filter"; of a bounded group also "counted":[991,…], in the order of the members of {@link Counted}
 * </pre>
 *
 * {@code settled} has the lengths of unsettled and settled ranges, in turn, from the cursor on.
 */
final class CursorCodec {
    static final String PREFIX = "place/";

    /** The maximum of ranges, so that a value fits into a record; look-ups find the events of omitted ranges. */
    static final int MOST_STRETCHES = 50_000;

    private CursorCodec() {}

    static String key(GroupCursor place) {
        return group(place.group()) + place.topic() + "/" + place.partition() + "/" + place.epoch();
    }

    /** Returns the common prefix of a group's keys. */
    static String group(String name) {
        return PREFIX + name + "/";
    }

    static String encode(GroupCursor place) {
        JsonArray settled = new JsonArray();
        long at = place.cursor();
        int most = Math.min(MOST_STRETCHES, place.settled().size());
        for (OffsetRange stretch : place.settled().subList(0, most)) {
            settled.add(stretch.from() - at).add(stretch.to() - stretch.from());
            at = stretch.to();
        }
        JsonObject json = new JsonObject()
                .put("topicId", place.topicId())
                .put("cursor", place.cursor())
                .put("delivered", place.delivered())
                .put("settled", settled)
                .put("leaderEpoch", place.basis().leaderEpoch())
                .put("filter", place.basis().filter());
        Counted counted = place.counted();
        if (counted != null) {
            JsonArray numbers = new JsonArray();
            for (long number : counted.numbers()) {
                numbers.add(number);
            }
            json.put("counted", numbers);
        }
        return json.encode();
    }

    /** @throws RuntimeException for an invalid cursor */
    static GroupCursor decode(String key, String value) {
        List<String> parts = List.of(key.split("/", -1));
        JsonObject json = new JsonObject(value);
        return new GroupCursor(
                parts.get(1),
                parts.get(2),
                json.getString("topicId"),
                Integer.parseInt(parts.get(3)),
                Long.parseLong(parts.get(4)),
                new GroupCursor.Progress(
                        json.getLong("cursor"),
                        stretches(json.getLong("cursor"), json.getJsonArray("settled")),
                        json.getLong("delivered")),
                new GroupCursor.Basis(json.getInteger("leaderEpoch", -1), json.getString("filter", "")),
                counted(json.getJsonArray("counted")));
    }

    private static @Nullable Counted counted(@Nullable JsonArray array) {
        if (array == null) {
            return null;
        }
        long[] numbers = new long[Counted.from(0).numbers().length];
        for (int index = 0; index < Math.min(numbers.length, array.size()); index++) {
            numbers[index] = array.getLong(index);
        }
        return Counted.of(numbers);
    }

    private static List<OffsetRange> stretches(long cursor, JsonArray lengths) {
        List<OffsetRange> stretches = new ArrayList<>();
        long at = cursor;
        for (int index = 0; index + 1 < lengths.size(); index += 2) {
            long from = at + lengths.getLong(index);
            at = from + lengths.getLong(index + 1);
            stretches.add(new OffsetRange(from, at));
        }
        return stretches;
    }
}
