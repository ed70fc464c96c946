package dev.playhead.cluster;

import dev.playhead.event.Partition;
import dev.playhead.group.Serving.Load;
import dev.playhead.group.Serving.Served;
import dev.playhead.group.Serving.Stuck;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** Reads and writes one node's report of a served partition, as JSON; stateless. */
final class ServedCodec {
    private ServedCodec() {}

    static JsonObject write(Served served) {
        JsonArray stuck = new JsonArray();
        served.stuck()
                .forEach(each -> stuck.add(new JsonObject()
                        .put("offset", each.offset())
                        .put("attempt", each.attempt())
                        .put("since", each.since())
                        .put("why", each.why())));
        return new JsonObject()
                .put("topic", served.partition().topic())
                .put("partition", served.partition().index())
                .put("connection", served.connection())
                .put("epoch", served.epoch())
                .put("cursor", served.cursor())
                .put("delivered", served.delivered())
                .put("inFlight", served.load().inFlight())
                .put("waiting", served.load().waiting())
                .put("tried", served.load().tried())
                .put("confirmedPerSecond", served.load().confirmedPerSecond())
                .put("stuck", stuck);
    }

    static Served read(JsonObject json) {
        return new Served(
                new Partition(json.getString("topic"), json.getInteger("partition")),
                json.getString("connection"),
                json.getLong("epoch"),
                json.getLong("cursor"),
                json.getLong("delivered"),
                new Load(
                        json.getInteger("inFlight"),
                        json.getInteger("waiting"),
                        json.getInteger("tried"),
                        json.getDouble("confirmedPerSecond")),
                json.getJsonArray("stuck").stream()
                        .map(each -> stuck((JsonObject) each))
                        .toList());
    }

    private static Stuck stuck(JsonObject json) {
        return new Stuck(
                json.getLong("offset"), json.getInteger("attempt"), json.getLong("since"), json.getString("why"));
    }
}
