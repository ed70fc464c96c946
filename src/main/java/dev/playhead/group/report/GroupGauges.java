package dev.playhead.group.report;

import dev.playhead.group.GroupNames;
import dev.playhead.group.GroupSettings;
import dev.playhead.group.Serving;
import dev.playhead.log.Bounds;
import dev.playhead.log.LogReader;
import dev.playhead.log.Topics;
import dev.playhead.metrics.Labelled;
import dev.playhead.metrics.Meter;
import dev.playhead.metrics.Meters;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Publishes gauges of the partitions that this node serves, by group and topic. It reads them at intervals, because a
 * scrape must not wait for event loops. A partition that it no longer serves shows zero. Any thread.
 */
public final class GroupGauges {
    private final Topics topics;
    private final LogReader reader;
    private final Serving serving;
    private final Labelled<Sum> shown;

    /** The published figures of one group and topic. */
    private static final class Sum {
        volatile Figures figures = Figures.NONE;

        Sum(Meters meters, List<String> labels) {
            String[] values = labels.toArray(String[]::new);
            meters.gauge(Meter.GROUP_PARTITIONS, this, at -> at.figures.partitions(), values);
            meters.gauge(Meter.GROUP_LAG, this, at -> at.figures.lag(), values);
            meters.gauge(Meter.GROUP_IN_FLIGHT, this, at -> at.figures.inFlight(), values);
            meters.gauge(Meter.GROUP_WAITING, this, at -> at.figures.waiting(), values);
            meters.gauge(Meter.GROUP_STUCK, this, at -> at.figures.stuck(), values);
        }
    }

    private record Figures(long partitions, long lag, long inFlight, long waiting, long stuck) {
        static final Figures NONE = new Figures(0, 0, 0, 0, 0);

        Figures and(Serving.Served served, long end) {
            return new Figures(
                    partitions + 1,
                    lag + Math.max(0, end - served.cursor()),
                    inFlight + served.load().inFlight(),
                    waiting + served.load().waiting(),
                    stuck + served.stuck().size());
        }
    }

    public GroupGauges(Topics topics, LogReader reader, Serving serving, Meters meters) {
        this.topics = topics;
        this.reader = reader;
        this.serving = serving;
        this.shown = meters.labelled(
                Meter.GROUP_LAG, values -> new Sum(meters, values), sum -> sum.figures.partitions() > 0);
    }

    /** Looks from now on, as long as Vert.x runs. */
    public void start(Vertx vertx, GroupSettings settings) {
        vertx.setPeriodic(settings.mirrorInterval().toMillis(), tick -> look());
    }

    /** Reads the values once. It never fails: without an answer a gauge keeps its value. */
    Future<Void> look() {
        Set<String> groups = new HashSet<>(serving.groups());
        groups.removeIf(GroupNames::isReserved); // told by their replays
        List<Future<List<Serving.Served>>> asked =
                groups.stream().map(this::served).toList();
        return Future.join(asked)
                .onSuccess(all -> shown.forEach((labels, sum) -> {
                    if (!groups.contains(labels.get(0))) {
                        sum.figures = Figures.NONE;
                    }
                }))
                .<Void>mapEmpty()
                .otherwiseEmpty();
    }

    private Future<List<Serving.Served>> served(String group) {
        return serving.served(group).compose(partitions -> {
            Map<String, List<Serving.Served>> byTopic = new HashMap<>();
            partitions.forEach(each -> byTopic.computeIfAbsent(each.partition().topic(), topic -> new ArrayList<>())
                    .add(each));
            List<Future<List<Bounds>>> shows = byTopic.entrySet().stream()
                    .map(entry -> topics.find(entry.getKey())
                            .compose(reader::bounds)
                            .onSuccess(bounds -> show(shown.of(group, entry.getKey()), entry.getValue(), bounds)))
                    .toList();
            return Future.join(shows).map(partitions);
        });
    }

    private static void show(Sum sum, List<Serving.Served> partitions, List<Bounds> bounds) {
        Map<Integer, Long> ends = new HashMap<>();
        bounds.forEach(each -> ends.put(each.partition().index(), each.end()));
        Figures figures = Figures.NONE;
        for (Serving.Served each : partitions) {
            figures = figures.and(each, ends.getOrDefault(each.partition().index(), each.cursor()));
        }
        sum.figures = figures;
    }
}
