package dev.playhead.http;

import dev.playhead.event.Position;
import dev.playhead.replay.Preview;
import dev.playhead.replay.ReplayReport;
import dev.playhead.replay.job.Counts;
import dev.playhead.replay.job.Progress;
import dev.playhead.replay.job.ReplayJob;
import dev.playhead.replay.job.ReplayRequests;
import dev.playhead.replay.job.ReplayTarget;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes reports of replays; stateless. An unknown value is null. */
final class ReplayWriter {
    private ReplayWriter() {}

    /** The job without the progress of its targets. */
    static JsonObject job(ReplayJob job) {
        JsonArray targets = new JsonArray();
        job.targets().forEach(each -> targets.add(target(each)));
        return head(job).put("targets", targets);
    }

    static JsonObject whole(ReplayReport report) {
        JsonArray targets = new JsonArray();
        report.targets().forEach(each -> targets.add(target(each)));
        JsonObject json = head(report.job());
        if (!report.owner().isEmpty()) {
            json.put("owner", report.owner());
        }
        return json.put("targets", targets);
    }

    static JsonObject page(List<ReplayJob> jobs, @Nullable String token) {
        JsonArray replays = new JsonArray();
        jobs.forEach(each -> replays.add(job(each)));
        return new JsonObject().put("replays", replays).put("token", token).put("end", token == null);
    }

    private static JsonObject head(ReplayJob job) {
        JsonObject json =
                new JsonObject().put("id", job.id()).put("state", job.state().word());
        if (!job.life().reason().isEmpty()) {
            json.put("reason", job.life().reason());
        }
        json.put("created", Instant.ofEpochMilli(job.life().created()).toString())
                .put("changed", Instant.ofEpochMilli(job.life().changed()).toString())
                .put("epoch", job.epoch());
        if (!job.principal().isEmpty()) {
            json.put("principal", job.principal());
        }
        return json.put("request", ReplayRequests.write(job.request()))
                .put("from", positions(job.range().extents(), true))
                .put("to", positions(job.range().extents(), false));
    }

    private static JsonArray positions(List<ReplayJob.Extent> extents, boolean from) {
        JsonArray positions = new JsonArray();
        for (ReplayJob.Extent each : extents) {
            positions.add(position(new Position(each.topic(), each.partition(), from ? each.from() : each.to())));
        }
        return positions;
    }

    private static JsonObject position(Position position) {
        return new JsonObject()
                .put("topic", position.topic())
                .put("partition", position.partition())
                .put("offset", position.offset());
    }

    private static JsonObject target(ReplayTarget target) {
        JsonObject json = new JsonObject()
                .put("target", target.name())
                .put("state", target.state().word());
        return target.reason().isEmpty() ? json : json.put("reason", target.reason());
    }

    private static JsonObject target(ReplayReport.OfTarget each) {
        boolean ended = each.target().end() != null;
        Progress progress = each.progress();
        Counts counts = each.counts();
        Duration eta = each.eta();
        return target(each.target())
                .put("scanned", counts == null ? null : counts.scanned())
                .put("matched", counts == null ? null : counts.matched())
                .put("delivered", counts == null ? null : counts.delivered())
                .put("bytes", counts == null ? null : counts.bytes())
                .put("confirmed", counts == null ? null : counts.confirmed())
                .put("duplicate", counts == null ? null : counts.duplicate())
                .put("skipped", counts == null ? null : counts.skipped())
                .put("parked", counts == null ? null : counts.parked())
                .put("inFlight", progress == null ? zeroIf(ended) : (Long) progress.inFlight())
                .put("remainingOffsets", progress == null ? zeroIf(ended) : (Long) progress.remainingOffsets())
                .put("eventsPerSecond", progress == null ? null : Math.round(progress.eventsPerSecond() * 10) / 10.0)
                .put("eta", eta == null ? null : eta.toString())
                .put("token", progress == null ? null : progress.place().token())
                .put("connections", progress == null ? zeroIf(ended) : known(progress.connections()));
    }

    private static @Nullable Long known(int connections) {
        return connections < 0 ? null : (Long) (long) connections;
    }

    private static @Nullable Long zeroIf(boolean ended) {
        return ended ? 0L : null;
    }

    /** @param groups true for each target with a group of its name */
    static JsonObject preview(Preview preview, Map<String, Boolean> groups) {
        JsonArray targets = new JsonArray();
        groups.forEach((target, known) ->
                targets.add(new JsonObject().put("target", target).put("groupExists", known)));
        Duration duration = preview.duration();
        return sum(preview.sums().all())
                .put("scanned", preview.scanned())
                .put("lost", preview.lost())
                .put("topics", sums("topic", preview.sums().topics()))
                .put("types", sums("type", preview.sums().types()))
                .put("otherTypes", sum(preview.sums().otherTypes()))
                .put("from", positions(preview.range().extents(), true))
                .put("to", positions(preview.range().extents(), false))
                .put("duration", duration == null ? null : duration.toString())
                .put("exact", preview.exact())
                .put("targets", targets);
    }

    private static JsonArray sums(String name, Map<String, Preview.Sum> sums) {
        JsonArray array = new JsonArray();
        sums.forEach((key, sum) -> array.add(new JsonObject().put(name, key).mergeIn(sum(sum))));
        return array;
    }

    private static JsonObject sum(Preview.Sum sum) {
        return new JsonObject().put("events", sum.events()).put("bytes", sum.bytes());
    }
}
