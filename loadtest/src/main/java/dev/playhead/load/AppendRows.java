package dev.playhead.load;

import dev.playhead.load.Row.Target;
import dev.playhead.load.wire.EventSheet;
import dev.playhead.load.wire.Layout;
import dev.playhead.load.wire.NdjsonAppend;
import dev.playhead.load.wire.Outcome;
import dev.playhead.load.wire.Request;
import dev.playhead.load.wire.RequestLoop;
import dev.playhead.load.wire.TcpAppend;
import java.util.List;
import java.util.stream.Stream;

/** The rows of appending: TCP, NDJSON, batches, single events, each with and without the duplicate window. */
final class AppendRows {
    private static final long PIPELINED_BYTES = 600_000_000;
    private static final long SINGLES = 200_000;
    private static final int BATCH = 100;
    private static final int BATCH_CONNECTIONS = 32;
    private static final int OK = 200;

    private AppendRows() {}

    static List<Row> all() {
        return Stream.of(false, true)
                .flatMap(window -> Stream.of(
                        tcp(window),
                        ndjson(window),
                        batch(window),
                        single(64, 0.18, window),
                        single(256, 0.30, window)))
                .toList();
    }

    /** How many events a pipelined run moves: the same bytes for every size. */
    static long pipelined(Stand stand, int eventBytes) {
        return stand.options().scaled(Math.min(2_000_000, PIPELINED_BYTES / eventBytes));
    }

    private static String name(String way, boolean window) {
        return way + (window ? "-window" : "");
    }

    private static String meaning(String way, boolean window) {
        return "append by " + way + (window ? ", duplicate window on" : ", duplicate window off");
    }

    private static List<Target> atLeast(double ratio) {
        return List.of(new Target(Sample.RATE, ratio, true));
    }

    /** The node's word is checked against the broker's: everything said to be stored is in the log, once. */
    private static Row.Measure checked(Row.Measure measure) {
        return (stand, topic, eventBytes) -> {
            stand.node().createTopic(topic, stand.options().partitions());
            Sample sample = measure.run(stand, topic, eventBytes);
            new Outcome(stand.topics().count(topic), 0, 1).expecting(sample.events());
            return sample;
        };
    }

    private static Row tcp(boolean window) {
        return Row.of(
                name("tcp", window),
                meaning("pipelined TCP lines", window),
                ReferenceRows.PRODUCE,
                atLeast(window ? 0.30 : 0.50),
                checked((stand, topic, eventBytes) -> {
                    List<EventSheet> sheets = stand.sheets(stand.options().connections(), eventBytes, Layout.lines());
                    long events = pipelined(stand, eventBytes);
                    return stand.throughput(() -> TcpAppend.run(stand.node().tcp(), topic, window, sheets, events));
                }));
    }

    private static Row ndjson(boolean window) {
        return Row.of(
                name("ndjson", window),
                meaning("NDJSON", window),
                ReferenceRows.PRODUCE,
                atLeast(window ? 0.30 : 0.50),
                checked((stand, topic, eventBytes) -> {
                    Request request = Request.append(stand.node().http(), topic, Request.LINES, window);
                    List<EventSheet> sheets =
                            stand.sheets(stand.options().connections(), eventBytes, Layout.chunk(eventBytes));
                    long events = pipelined(stand, eventBytes);
                    return stand.throughput(() -> NdjsonAppend.run(request, sheets, events));
                }));
    }

    private static Row batch(boolean window) {
        return Row.of(
                name("batch", window),
                meaning("batches of " + BATCH + " over " + BATCH_CONNECTIONS + " connections", window),
                ReferenceRows.PRODUCE,
                atLeast(window ? 0.30 : 0.45),
                checked((stand, topic, eventBytes) -> {
                    Request request = Request.append(stand.node().http(), topic, Request.BATCH, window);
                    Layout layout = Layout.batches(request, BATCH, eventBytes);
                    return loop(stand, request, layout, BATCH_CONNECTIONS, pipelined(stand, eventBytes), eventBytes);
                }));
    }

    private static Row single(int connections, double ratio, boolean window) {
        return Row.of(
                name("single" + connections, window),
                meaning("one event a request over " + connections + " connections", window),
                ReferenceRows.bareHttp(connections),
                atLeast(ratio),
                checked((stand, topic, eventBytes) -> {
                    Request request = Request.append(stand.node().http(), topic, Request.EVENT, window);
                    Layout layout = Layout.single(request, eventBytes);
                    return loop(
                            stand, request, layout, connections, stand.options().scaled(SINGLES), eventBytes);
                }));
    }

    private static Sample loop(
            Stand stand, Request request, Layout layout, int connections, long events, int eventBytes)
            throws Exception {
        EventSheet sheet = new EventSheet(EventSheet.newRun(), eventBytes, layout);
        try (RequestLoop loop = new RequestLoop(request.address(), sheet, connections, OK)) {
            return stand.throughput(() -> loop.run(events));
        }
    }
}
