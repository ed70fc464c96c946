package dev.playhead.group.report;

import dev.playhead.group.GroupNames;
import dev.playhead.group.GroupSettings;
import dev.playhead.group.Serving;
import dev.playhead.log.Bounds;
import dev.playhead.log.LogReader;
import dev.playhead.log.Topics;
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
import java.util.concurrent.ConcurrentHashMap;

/**
 * Shows as gauges what the connections of this node serve, by group and topic: looked at now and then, because a scrape
 * must not wait for event loops. What is served no longer shows as zero. Any thread.
 */
public final class GroupGauges {
    private final Topics topics;
    private final LogReader reader;
    private final Serving serving;
    private final Meters meters;
    private final Map<Key, Sum> shown = new ConcurrentHashMap<>();

    private record Key(String group, String topic) {}

    /** What is shown of one group and topic. */
    private static final class Sum {
        volatile Figures figures = Figures.NONE;
    }

    private record Figures(long partitions, long lag, long inFlight, long waiting, long stuck) {
        static final Figures NONE = new Figures(0, 0, 0, 0, 0);

        Figures and(Serving.Served served, long end) {
            return new Figures(
                    partitions + 1,
                    lag + Math.max(0, end - served.cursor()),
                    inFlight + served.inFlight(),
                    waiting + served.waiting(),
                    stuck + served.stuck().size());
        }
    }

    public GroupGauges(Topics topics, LogReader reader, Serving serving, Meters meters) {
        this.topics = topics;
        this.reader = reader;
        this.serving = serving;
        this.meters = meters;
    }

    /** Looks from now on, as long as Vert.x runs. */
    public void start(Vertx vertx, GroupSettings settings) {
        vertx.setPeriodic(settings.mirrorInterval().toMillis(), tick -> look());
    }

    /** Looks once; never fails: what cannot be asked keeps what it showed. */
    Future<Void> look() {
        Set<String> groups = new HashSet<>(serving.groups());
        groups.removeIf(GroupNames::isReserved); // told by their replays
        List<Future<List<Serving.Served>>> asked =
                groups.stream().map(this::served).toList();
        Map<Key, Sum> before = Map.copyOf(shown);
        return Future.join(asked)
                .onSuccess(all -> before.forEach((key, sum) -> {
                    if (!groups.contains(key.group())) {
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
                            .onSuccess(bounds -> show(new Key(group, entry.getKey()), entry.getValue(), bounds)))
                    .toList();
            return Future.join(shows).map(partitions);
        });
    }

    private void show(Key key, List<Serving.Served> partitions, List<Bounds> bounds) {
        Map<Integer, Long> ends = new HashMap<>();
        bounds.forEach(each -> ends.put(each.partition().index(), each.end()));
        Figures figures = Figures.NONE;
        for (Serving.Served each : partitions) {
            figures = figures.and(each, ends.getOrDefault(each.partition().index(), each.cursor()));
        }
        sum(key).figures = figures;
    }

    private Sum sum(Key key) {
        return shown.computeIfAbsent(key, group -> {
            Sum sum = new Sum();
            meters.gauge(Meter.GROUP_PARTITIONS, sum, at -> at.figures.partitions(), key.group(), key.topic());
            meters.gauge(Meter.GROUP_LAG, sum, at -> at.figures.lag(), key.group(), key.topic());
            meters.gauge(Meter.GROUP_IN_FLIGHT, sum, at -> at.figures.inFlight(), key.group(), key.topic());
            meters.gauge(Meter.GROUP_WAITING, sum, at -> at.figures.waiting(), key.group(), key.topic());
            meters.gauge(Meter.GROUP_STUCK, sum, at -> at.figures.stuck(), key.group(), key.topic());
            return sum;
        });
    }
}
