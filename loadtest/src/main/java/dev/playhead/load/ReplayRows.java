package dev.playhead.load;

import dev.playhead.load.Row.Target;
import dev.playhead.load.Stand.Spent;
import dev.playhead.load.wire.EventSheet;
import dev.playhead.load.wire.Latencies;
import dev.playhead.load.wire.Layout;
import dev.playhead.load.wire.LiveRun;
import dev.playhead.load.wire.NdjsonAppend;
import dev.playhead.load.wire.Outcome;
import dev.playhead.load.wire.Rate;
import dev.playhead.load.wire.ReplayDrain;
import dev.playhead.load.wire.Request;
import dev.playhead.load.wire.TcpAppend;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** The rows of delivery: replay from the log and from the node's cache, live latency; and the window's memory. */
final class ReplayRows {
    private static final long REPLAYED = 1_000_000;
    private static final long IDS = 1_000_000;
    private static final Duration LIVE_WARM_UP = Duration.ofSeconds(3);

    private ReplayRows() {}

    static List<Row> all() {
        List<Target> replay = List.of(new Target(Sample.RATE, 0.50, true));
        return List.of(
                Row.of(
                        "replay",
                        "replay to one WebSocket, first reading",
                        ReferenceRows.CONSUME,
                        replay,
                        replay(false)),
                Row.of("replay-again", "the same, second reading", ReferenceRows.CONSUME, replay, replay(true)),
                ReferenceRows.latency(),
                latency(false),
                latency(true),
                Row.reference("redis-memory", "bytes of Redis a million ids in the window", ReplayRows::memory));
    }

    static Rate rate(Stand stand) {
        return new Rate(
                stand.options().rate(),
                LIVE_WARM_UP,
                Duration.ofSeconds(stand.options().seconds()));
    }

    /** Makes the topic and fills it by NDJSON, the cheapest way in. */
    static long fill(Stand stand, String topic, int eventBytes, int times) throws Exception {
        long events = stand.options().scaled(times * REPLAYED);
        stand.node().createTopic(topic, stand.options().partitions());
        Request request = Request.append(stand.node().http(), topic, Request.LINES, false);
        NdjsonAppend.run(request, stand.sheets(1, eventBytes, Layout.chunk(eventBytes)), events)
                .expecting(events);
        stand.settle();
        return events;
    }

    private static Row.Measure replay(boolean again) {
        return (stand, topic, eventBytes) -> {
            long events = fill(stand, topic, eventBytes, 1);
            if (again) {
                ReplayDrain.run(stand.node().http(), topic).expecting(events);
            }
            return stand.throughput(
                    () -> ReplayDrain.run(stand.node().http(), topic).expecting(events));
        };
    }

    private static Row latency(boolean window) {
        List<Target> targets = List.of(new Target("live p50 ms", 2, false), new Target("live p99 ms", 1.5, false));
        String meaning = "send to receipt (TCP) and to live delivery (WebSocket) at a fixed rate, duplicate window "
                + (window ? "on" : "off");
        String name = window ? "latency-window" : "latency";
        return Row.of(name, meaning, ReferenceRows.LATENCY, targets, (stand, topic, eventBytes) -> {
            stand.node().createTopic(topic, stand.options().partitions());
            EventSheet sheet = new EventSheet(EventSheet.newRun(), eventBytes, Layout.singleLines());
            Spent<Latencies> spent = stand.account(
                    () -> LiveRun.run(stand.node().tcp(), stand.node().http(), topic, window, sheet, rate(stand)));
            return new Sample(spent.result().figures(), rate(stand).events(), spent.costs());
        });
    }

    /** What other rows have left in the window may expire meanwhile; run it alone for an exact figure. */
    private static Sample memory(Stand stand, String topic, int eventBytes) throws Exception {
        stand.node().createTopic(topic, stand.options().partitions());
        long events = stand.options().scaled(IDS);
        long before = stand.node().redisBytes();
        Spent<Outcome> spent = stand.account(() ->
                TcpAppend.run(stand.node().tcp(), topic, true, stand.sheets(1, eventBytes, Layout.lines()), events));
        spent.result().expecting(events);
        double perMillion = (stand.node().redisBytes() - before) * 1e6 / events;
        return new Sample(Map.of("MiB/M ids", perMillion / (1 << 20)), events, spent.costs());
    }
}
