package dev.playhead.replay.job;

import dev.playhead.codec.RequestFields;
import dev.playhead.delivery.request.StreamRequest;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Encodes jobs as text for their stores, and decodes them; stateless. It does not check a job again, so that a job
 * outlives the limits of its creation.
 *
 * <pre>
 * {"id":"r-…","epoch":3,"state":"RUNNING","reason":"","created":0,"changed":0,"principal":"","request":{…},
 *  "extents":[["orders","topic id",0,from,to,leader epoch],…],"recordedFrom":…,"recordedBefore":…,
 *  "targets":[{"name":"billing","state":"RUNNING","reason":"","end":[scanned,matched,…]}],"anchor":[wall,recorded]}
 * </pre>
 *
 * Earlier versions wrote no leader epoch.
 */
public final class ReplayCodec {
    private ReplayCodec() {}

    public static String encode(ReplayJob job) {
        JsonArray extents = new JsonArray();
        for (ReplayJob.Extent each : job.range().extents()) {
            extents.add(new JsonArray(List.of(
                    each.topic(), each.topicId(), each.partition(), each.from(), each.to(), each.leaderEpoch())));
        }
        JsonArray targets = new JsonArray();
        job.targets().forEach(each -> targets.add(target(each)));
        return new JsonObject()
                .put("id", job.id())
                .put("epoch", job.epoch())
                .put("state", job.state().name())
                .put("reason", job.life().reason())
                .put("created", job.life().created())
                .put("changed", job.life().changed())
                .put("principal", job.principal())
                .put("request", ReplayRequests.write(job.request()))
                .put("extents", extents)
                .put("recordedFrom", job.range().recordedFrom())
                .put("recordedBefore", job.range().recordedBefore())
                .put("targets", targets)
                .put(
                        "anchor",
                        new JsonArray(List.of(job.anchor().wall(), job.anchor().recorded())))
                .encode();
    }

    /** @throws RuntimeException for a text that {@link #encode} did not make */
    public static ReplayJob decode(String text) {
        JsonObject json = new JsonObject(text);
        List<ReplayJob.Extent> extents = new ArrayList<>();
        for (Object each : json.getJsonArray("extents")) {
            JsonArray extent = (JsonArray) each;
            extents.add(new ReplayJob.Extent(
                    extent.getString(0),
                    extent.getString(1),
                    extent.getInteger(2),
                    extent.getLong(3),
                    extent.getLong(4),
                    extent.size() > 5 ? extent.getInteger(5) : -1));
        }
        List<ReplayTarget> targets = new ArrayList<>();
        json.getJsonArray("targets").forEach(each -> targets.add(target((JsonObject) each)));
        JsonArray anchor = json.getJsonArray("anchor");
        return new ReplayJob(
                json.getString("id"),
                json.getLong("epoch"),
                new ReplayJob.Life(
                        ReplayState.valueOf(json.getString("state")),
                        json.getString("reason"),
                        json.getLong("created"),
                        json.getLong("changed")),
                json.getString("principal"),
                request(json.getJsonObject("request")),
                new ReplayJob.Range(extents, json.getLong("recordedFrom"), json.getLong("recordedBefore")),
                targets,
                new ReplayJob.Anchor(anchor.getLong(0), anchor.getLong(1)));
    }

    private static ReplayRequest request(JsonObject json) {
        RequestFields pace = new RequestFields(json, json.fieldNames());
        return new ReplayRequest(
                texts(json.getJsonArray("topics")),
                new ReplayRequest.Selection(
                        Json.encode(json.getValue("from")),
                        Json.encode(json.getValue("to")),
                        Json.encode(json.getJsonArray("filter"))),
                StreamRequest.Order.valueOf(json.getString("order").toUpperCase(Locale.ROOT)),
                PaceCodec.read(pace),
                texts(json.getJsonArray("targets")),
                ReplayRequest.Mode.valueOf(json.getString("mode").toUpperCase(Locale.ROOT)),
                Duration.parse(json.getString("idleTimeout")),
                json.getString("description", ""));
    }

    private static List<String> texts(JsonArray array) {
        return array.stream().map(String::valueOf).toList();
    }

    private static JsonObject target(ReplayTarget target) {
        JsonObject json = new JsonObject()
                .put("name", target.name())
                .put("state", target.state().name())
                .put("reason", target.reason());
        Counts end = target.end();
        return end == null
                ? json
                : json.put(
                        "end",
                        new JsonArray(List.of(
                                end.scanned(),
                                end.matched(),
                                end.delivered(),
                                end.bytes(),
                                end.confirmed(),
                                end.duplicate(),
                                end.skipped(),
                                end.parked())));
    }

    private static ReplayTarget target(JsonObject json) {
        JsonArray end = json.getJsonArray("end");
        return new ReplayTarget(
                json.getString("name"),
                ReplayTarget.State.valueOf(json.getString("state")),
                json.getString("reason"),
                end == null
                        ? null
                        : new Counts(
                                end.getLong(0),
                                end.getLong(1),
                                end.getLong(2),
                                end.getLong(3),
                                end.getLong(4),
                                end.getLong(5),
                                end.getLong(6),
                                end.getLong(7)));
    }
}
