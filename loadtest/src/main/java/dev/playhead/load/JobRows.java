package dev.playhead.load;

import dev.playhead.load.Row.Target;
import dev.playhead.load.Stand.Spent;
import dev.playhead.load.Stand.Work;
import dev.playhead.load.wire.Crew;
import dev.playhead.load.wire.EventSheet;
import dev.playhead.load.wire.GroupRun;
import dev.playhead.load.wire.Latencies;
import dev.playhead.load.wire.Layout;
import dev.playhead.load.wire.LiveRun;
import dev.playhead.load.wire.Outcome;
import dev.playhead.load.wire.TcpAppend;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.locks.LockSupport;

/** The rows of replay jobs: one alone, and one at full speed beside live load or appends at full speed. */
final class JobRows {
    private static final String TARGET = "load";
    static final String REPLAYED = "replayed events/s";
    private static final Duration LIMIT = Duration.ofMinutes(5);
    private static final Duration BEGIN = Duration.ofSeconds(10);
    private static final long POLL_NANOS = 20_000_000;

    /** The job has so many times the usual events where it must not end before the appends do. */
    private static final int OUTLASTING = 3;

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
                ReferenceRows.latencyBeside(),
                Row.of(
                        "live-beside-job",
                        "the row latency beside a replay job at full speed",
                        "latency",
                        undisturbed,
                        JobRows::beside),
                Row.of(
                        "tcp-beside-job",
                        "the row tcp beside a replay job at full speed",
                        "tcp",
                        List.of(new Target(Sample.RATE, 0.4, true)),
                        JobRows::appendsBeside));
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
        EventSheet sheet = new EventSheet(EventSheet.newRun(), eventBytes, Layout.singleLines());
        return beside(stand, topic, eventBytes, 1, ReplayRows.rate(stand).events(), () -> live(stand, topic, sheet)
                .figures());
    }

    private static Sample appendsBeside(Stand stand, String topic, int eventBytes) throws Exception {
        List<EventSheet> sheets = stand.sheets(stand.options().connections(), eventBytes, Layout.lines());
        long events = AppendRows.pipelined(stand, eventBytes);
        return beside(stand, topic, eventBytes, OUTLASTING, events, () -> {
            Outcome outcome = TcpAppend.run(stand.node().tcp(), topic, false, sheets, events);
            return Map.of(Sample.RATE, outcome.expecting(events).eventsPerSecond());
        });
    }

    /** Measures live work that begins with the first confirmation of a job of {@code times} times the usual events. */
    private static Sample beside(
            Stand stand, String topic, int eventBytes, int times, long lively, Work<Map<String, Double>> work)
            throws Exception {
        String old = topic + "-old";
        long events = ReplayRows.fill(stand, old, eventBytes, times);
        stand.node().createTopic(topic, stand.options().partitions());
        String replay = stand.node().createReplay(old, TARGET);
        Map<String, Double> figures = new ConcurrentSkipListMap<>();
        Spent<Map<String, Double>> spent = stand.account(() -> {
            Crew.run(
                    LIMIT,
                    List.of(
                            () -> {
                                long before = awaitBegun(stand, replay);
                                long began = System.nanoTime();
                                figures.putAll(work.run());
                                double seconds = (System.nanoTime() - began) / 1e9;
                                figures.put(REPLAYED, (stand.node().confirmed(replay) - before) / seconds);
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
        return new Sample(figures, lively + events, spent.costs());
    }

    /** Returns how many events the job has confirmed then. */
    private static long awaitBegun(Stand stand, String replay) throws IOException, InterruptedException {
        long until = System.nanoTime() + BEGIN.toNanos();
        long confirmed = stand.node().confirmed(replay);
        while (confirmed == 0) {
            if (System.nanoTime() > until) {
                throw new IOException("the job has confirmed nothing after " + BEGIN);
            }
            LockSupport.parkNanos(POLL_NANOS);
            confirmed = stand.node().confirmed(replay);
        }
        return confirmed;
    }

    private static Latencies live(Stand stand, String topic, EventSheet sheet) throws Exception {
        return LiveRun.run(stand.node().tcp(), stand.node().http(), topic, false, sheet, ReplayRows.rate(stand));
    }
}
