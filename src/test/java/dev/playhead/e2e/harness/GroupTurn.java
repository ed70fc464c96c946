package dev.playhead.e2e.harness;

import dev.playhead.e2e.checks.History;
import dev.playhead.e2e.checks.Place;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What one connection of a group does with its frames: puts them down, and confirms what it was given. One thread. */
public final class GroupTurn {
    private final History history;
    private final History.Taker taker;
    private final String node;
    private final Stream stream;
    private final Map<String, Long> epochs = new HashMap<>();
    private final Map<Long, Long> ops = new HashMap<>();
    private long ref;

    public GroupTurn(History history, History.Taker taker, String node, Stream stream) {
        this.history = history;
        this.taker = taker;
        this.node = node;
        this.stream = stream;
    }

    public void take(JsonObject frame) throws Exception {
        switch (frame.getString("op")) {
            case "assigned" ->
                frame.getJsonArray("partitions").forEach(each -> {
                    JsonObject partition = (JsonObject) each;
                    String topic = partition.getString("topic");
                    int index = partition.getInteger("partition");
                    epochs.put(topic + "-" + index, frame.getLong("epoch"));
                    history.assigned(taker, topic, index, frame.getLong("epoch"));
                });
            case "events" -> {
                List<Place> places = put(Stream.deliveries(frame));
                confirm(places);
            }
            case "confirmed" -> history.confirmed(ops.remove(frame.getLong("ref")));
            case "problem" -> throw new IllegalStateException(frame.encode());
            default -> {}
        }
    }

    /** Puts down what has been delivered; gives the places. */
    public List<Place> put(List<Delivery> deliveries) {
        return deliveries.stream().map(this::put).toList();
    }

    private Place put(Delivery each) {
        Place place = new Place(each.topic(), each.partition(), each.offset());
        history.delivered(
                taker,
                epochs.getOrDefault(place.tape(), 0L),
                place,
                each.event().getString("id"),
                each.event().getString("subject"),
                each.json().getInteger("attempt", 1));
        return place;
    }

    public void confirm(List<Place> places) throws Exception {
        JsonArray positions = new JsonArray();
        places.forEach(each -> positions.add(new JsonObject()
                .put("topic", each.topic())
                .put("partition", each.partition())
                .put("offset", each.offset())));
        ops.put(++ref, history.confirming(node, taker, places));
        stream.send(new JsonObject().put("op", "confirm").put("ref", ref).put("positions", positions));
    }
}
