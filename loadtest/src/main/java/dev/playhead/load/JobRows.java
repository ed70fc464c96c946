package dev.playhead.load;

import dev.playhead.load.Row.Target;
import dev.playhead.load.Stand.Spent;
import dev.playhead.load.wire.Crew;
import dev.playhead.load.wire.EventSheet;
import dev.playhead.load.wire.GroupRun;
import dev.playhead.load.wire.Latencies;
import dev.playhead.load.wire.Layout;
import dev.playhead.load.wire.LiveRun;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;

/** The rows of replay jobs: one alone, and one at full speed beside live load. */
final class JobRows {
    private static final String TARGET = "load";
    private static final String REPLAYED = "replayed events/s";
    private static final Duration LIMIT = Duration.ofMinutes(5);

    private JobRows() {}

    static List<Row> all() {
        List<Target> undisturbed =
                List.of(new Target("receipt p99 ms", 1.5, false), new Target("live p99 ms", 1.5, false));
        return List.of(
                Row.of(
                        "job",
                        "a replay job to one target over one WebSocket, each event confirmed by id",
                        ReferenceRows.CONSUME,
                        List.of(),
                        JobRows::alone),
                Row.of(
                        "live-beside-job",
                        "the row latency beside a replay job at full speed",
                        "latency",
                        undisturbed,
                        JobRows::beside));
    }

    private static Sample alone(Stand stand, String topic, int eventBytes) throws Exception {
        long events = ReplayRows.fill(stand, topic, eventBytes, 1);
        String replay = stand.node().createReplay(topic, TARGET);
        Spent<Double> spent = stand.account(() -> replay(stand, replay, events));
        stand.node().deleteReplay(replay);
        return new Sample(Map.of(Sample.RATE, spent.result()), events, spent.costs());
    }

    private static double replay(Stand stand, String replay, long events) throws Exception {
        return GroupRun.replay(
                        stand.node().http(), replay, TARGET, stand.options().partitions(), events)
                .outcome()
                .expecting(events)
                .eventsPerSecond();
    }

    private static Sample beside(Stand stand, String topic, int eventBytes) throws Exception {
        String old = topic + "-old";
        long events = ReplayRows.fill(stand, old, eventBytes, 1);
        stand.node().createTopic(topic, stand.options().partitions());
        EventSheet sheet = new EventSheet(EventSheet.newRun(), eventBytes, Layout.singleLines());
        String replay = stand.node().createReplay(old, TARGET);
        Map<String, Double> figures = new ConcurrentSkipListMap<>();
        Spent<Map<String, Double>> spent = stand.account(() -> {
            Crew.run(
                    LIMIT,
                    List.of(
                            () -> {
                                long began = System.nanoTime();
                                figures.putAll(live(stand, topic, sheet).figures());
                                double seconds = (System.nanoTime() - began) / 1e9;
                                figures.put(REPLAYED, stand.node().confirmed(replay) / seconds);
                                return null;
                            },
                            () -> {
                                replay(stand, replay, events);
                                return null;
                            }));
            return figures;
        });
        stand.node().deleteReplay(replay);
        stand.topics().delete(old);
        return new Sample(figures, ReplayRows.rate(stand).events() + events, spent.costs());
    }

    private static Latencies live(Stand stand, String topic, EventSheet sheet) throws Exception {
        return LiveRun.run(stand.node().tcp(), stand.node().http(), topic, false, sheet, ReplayRows.rate(stand));
    }
}
