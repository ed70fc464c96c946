package dev.playhead.http;

import dev.playhead.event.EventId;
import dev.playhead.event.Partition;
import dev.playhead.group.Group;
import dev.playhead.group.GroupCursor;
import dev.playhead.group.GroupSpecs;
import dev.playhead.group.Serving;
import dev.playhead.group.registry.Groups;
import dev.playhead.group.report.CursorMove;
import dev.playhead.group.report.GroupReport;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** Writes reports of groups; stateless. An unknown value is null. */
final class GroupWriter {
    private final GroupSpecs specs;

    GroupWriter(GroupSpecs specs) {
        this.specs = specs;
    }

    JsonObject group(Group group) {
        return new JsonObject()
                .put("group", group.name())
                .put("version", group.version())
                .put("made", instant(group.made()))
                .put("settings", specs.write(group.spec()));
    }

    /**
     * A group that was made or changed, with the settings that changed.
     *
     * @param body of the request; a setting that it leaves out has the default
     */
    JsonObject put(Groups.Put put, JsonObject body) {
        JsonObject after = specs.write(put.group().spec());
        JsonObject before = put.before() == null ? after : specs.write(put.before());
        JsonArray changed = new JsonArray();
        for (String name : after.fieldNames()) {
            if (!after.getValue(name).equals(before.getValue(name))) {
                changed.add(new JsonObject()
                        .put("setting", name)
                        .put("before", before.getValue(name))
                        .put("after", after.getValue(name))
                        .put("toDefault", body.getValue(name) == null));
            }
        }
        return group(put.group()).put("changed", changed);
    }

    JsonObject summary(GroupReport report) {
        int parked = report.partitions().stream()
                .mapToInt(each -> each.failures().parked())
                .sum();
        return new JsonObject()
                .put("group", report.group().name())
                .put("topics", new JsonArray(report.group().spec().topics()))
                .put("made", instant(report.group().made()))
                .put("connections", report.members().size())
                .put("lag", report.lag())
                .put("parked", parked)
                .put("missing", new JsonArray(report.missing()))
                .put("away", new JsonArray(report.away()));
    }

    JsonObject whole(GroupReport report) {
        JsonArray partitions = new JsonArray();
        report.partitions().forEach(each -> partitions.add(partition(each)));
        JsonArray stuck = new JsonArray();
        report.stuck().forEach(each -> stuck.add(held(each)));
        return summary(report)
                .mergeIn(group(report.group()))
                .put("members", new JsonArray(report.members()))
                .put("lagSeconds", report.lagMillis() / 1000.0)
                .put("inFlight", (long) here(report, Serving.Load::inFlight))
                .put("waiting", (long) here(report, Serving.Load::waiting))
                .put("confirmedPerSecond", here(report, Serving.Load::confirmedPerSecond))
                .put("partitions", partitions)
                .put("stuck", stuck);
    }

    private static double here(GroupReport report, ToDoubleFunction<Serving.Load> what) {
        return report.partitions().stream()
                .map(GroupReport.OfPartition::here)
                .filter(Objects::nonNull)
                .mapToDouble(served ->
                        what.applyAsDouble(Objects.requireNonNull(served).load()))
                .sum();
    }

    private static JsonObject partition(GroupReport.OfPartition each) {
        Serving.Served here = each.here();
        Long millis = each.lag().millis();
        JsonObject json = at(each.partition())
                .put("owner", each.holder() == null ? null : each.holder().member())
                .put("epoch", epoch(each))
                .put("cursor", known(each, Serving.Served::cursor, GroupCursor::cursor))
                .put("delivered", known(each, Serving.Served::delivered, GroupCursor::delivered))
                .put("end", each.lag().end())
                .put("lag", each.lag().offsets())
                .put("lagSeconds", millis == null ? null : millis / 1000.0)
                .put("parked", each.failures().parked())
                .put("tried", each.failures().tried())
                .put("mostAttempts", each.failures().mostAttempts());
        return here == null
                ? json
                : json.put(
                        "here",
                        new JsonObject()
                                .put("inFlight", here.load().inFlight())
                                .put("waiting", here.load().waiting())
                                .put("tried", here.load().tried())
                                .put("confirmedPerSecond", here.load().confirmedPerSecond()));
    }

    /** Reads a value from the node that serves the partition, else from the journal; null without both. */
    private static @Nullable Long known(
            GroupReport.OfPartition each, ToLongFunction<Serving.Served> here, ToLongFunction<GroupCursor> journaled) {
        if (each.here() != null) {
            return here.applyAsLong(each.here());
        }
        return each.place() == null ? null : (Long) journaled.applyAsLong(each.place());
    }

    private static @Nullable Long epoch(GroupReport.OfPartition each) {
        if (each.holder() != null) {
            return each.holder().epoch();
        }
        return each.place() == null ? null : (Long) each.place().epoch();
    }

    private static JsonObject held(GroupReport.Held held) {
        EventId event = held.event();
        return at(held.partition())
                .put("offset", held.stuck().offset())
                .put("connection", held.connection())
                .put("attempt", held.stuck().attempt())
                .put("since", instant(held.stuck().since()))
                .put("why", held.stuck().why())
                .put("source", event == null ? null : event.source())
                .put("id", event == null ? null : event.id())
                .put("key", held.key());
    }

    private static JsonObject at(Partition partition) {
        return new JsonObject().put("topic", partition.topic()).put("partition", partition.index());
    }

    /** Writes a move of a group's cursor; only a dry run has counts of events. */
    static JsonObject moves(String group, CursorMove.Moves moves, boolean dryRun) {
        JsonArray partitions = new JsonArray();
        long again = 0;
        long passed = 0;
        for (CursorMove.Moved each : moves.partitions()) {
            Long events = each.events();
            JsonObject json = at(each.partition()).put("before", each.from()).put("cursor", each.to());
            if (events != null) {
                json.put("again", each.isBack() ? events : 0).put("passed", each.isBack() ? 0 : events);
                again += each.isBack() ? events : 0;
                passed += each.isBack() ? 0 : events;
            }
            partitions.add(json);
        }
        JsonObject answer =
                new JsonObject().put("group", group).put("dryRun", dryRun).put("partitions", partitions);
        return dryRun ? answer.put("again", again).put("passed", passed).put("exact", moves.isExact()) : answer;
    }

    static JsonObject list(List<JsonObject> groups) {
        return new JsonObject().put("groups", new JsonArray(groups));
    }

    private static String instant(long millis) {
        return Instant.ofEpochMilli(millis).toString();
    }
}
