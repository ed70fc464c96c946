package dev.playhead.load;

import dev.playhead.load.Stand.Spent;
import dev.playhead.load.machine.Cpu;
import dev.playhead.load.machine.Node;
import dev.playhead.load.wire.Crew;
import dev.playhead.load.wire.EventSheet;
import dev.playhead.load.wire.Layout;
import dev.playhead.load.wire.NdjsonAppend;
import dev.playhead.load.wire.ReplayDrain;
import dev.playhead.load.wire.Request;
import dev.playhead.load.wire.TcpAppend;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** The rows that show how cost grows with the number of partitions, the length of the log, and the number of nodes. */
final class GrowthRows {
    private static final String APPENDED = "append events/s";
    private static final String REPLAYED = "replay events/s";
    private static final long EVENTS = 1_000_000;
    private static final Duration LIMIT = Duration.ofMinutes(5);

    private GrowthRows() {}

    static List<Row> all() {
        return Stream.of(
                        IntStream.of(1, 8, 64).mapToObj(GrowthRows::partitions),
                        LongStream.of(1, 10, 50).mapToObj(GrowthRows::log),
                        IntStream.of(1, 2, 3).mapToObj(GrowthRows::nodes))
                .flatMap(rows -> rows)
                .toList();
    }

    private static Row partitions(int partitions) {
        return Row.reference(
                Rows.GROWTH + "partitions-" + partitions,
                "append by TCP without the window, then a replay, with " + partitions + " partitions",
                (stand, topic, eventBytes) -> {
                    stand.node().createTopic(topic, partitions);
                    long events = stand.options().scaled(EVENTS);
                    Spent<Map<String, Double>> spent = stand.account(() -> Map.of(
                            APPENDED,
                            TcpAppend.run(
                                            stand.node().tcp(),
                                            topic,
                                            false,
                                            stand.sheets(stand.options().connections(), eventBytes, Layout.lines()),
                                            events)
                                    .expecting(events)
                                    .eventsPerSecond(),
                            REPLAYED,
                            ReplayDrain.run(stand.node().http(), topic)
                                    .expecting(events)
                                    .eventsPerSecond()));
                    return new Sample(spent.result(), events, spent.costs());
                });
    }

    private static Row log(long millions) {
        return Row.reference(
                Rows.GROWTH + "log-" + millions,
                "replay of a whole log of " + millions + "M events",
                (stand, topic, eventBytes) -> {
                    stand.node().createTopic(topic, stand.options().partitions());
                    long events = stand.options().scaled(millions * EVENTS);
                    Request request = Request.append(stand.node().http(), topic, Request.LINES, false);
                    NdjsonAppend.run(request, stand.sheets(1, eventBytes, Layout.chunk(eventBytes)), events)
                            .expecting(events);
                    Spent<Double> spent =
                            stand.account(() -> ReplayDrain.run(stand.node().http(), topic)
                                    .expecting(events)
                                    .eventsPerSecond());
                    return new Sample(Map.of(REPLAYED, spent.result()), events, spent.costs());
                });
    }

    private static Row nodes(int count) {
        return Row.reference(
                Rows.GROWTH + "nodes-" + count,
                "append by TCP to each of " + count
                        + " nodes on the same stores without the window, then a replay from each, in sum",
                (stand, topic, eventBytes) -> {
                    stand.node().createTopic(topic, stand.options().partitions());
                    List<Node> nodes = new ArrayList<>(List.of(stand.node()));
                    try {
                        while (nodes.size() < count) {
                            nodes.add(stand.anotherNode("node" + (nodes.size() + 1) + ".log"));
                        }
                        return nodes(stand, nodes, topic, eventBytes);
                    } finally {
                        for (Node node : nodes.subList(1, nodes.size())) {
                            node.close();
                        }
                    }
                });
    }

    private static Sample nodes(Stand stand, List<Node> nodes, String topic, int eventBytes) throws Exception {
        long each = stand.options().scaled(EVENTS / nodes.size());
        long all = each * nodes.size();
        Cpu cpu = Cpu.of(stand.node().process());
        for (Node node : nodes.subList(1, nodes.size())) {
            cpu = cpu.with("others", node.process().orElseThrow());
        }
        Spent<Map<String, Double>> spent = Stand.account(
                cpu,
                () -> Map.of(
                        APPENDED,
                        rate(all, nodes, node -> append(stand, node, topic, eventBytes, each)),
                        REPLAYED,
                        rate(all * nodes.size(), nodes, node -> ReplayDrain.run(node.http(), topic)
                                .expecting(all))));
        return new Sample(spent.result(), all, spent.costs());
    }

    /** What is done at one node. */
    private interface Task {
        void at(Node node) throws Exception;
    }

    private static void append(Stand stand, Node node, String topic, int eventBytes, long events) throws Exception {
        List<EventSheet> sheets = stand.sheets(1, eventBytes, Layout.lines());
        TcpAppend.run(node.tcp(), topic, false, sheets, events).expecting(events);
    }

    private static double rate(long events, List<Node> nodes, Task task) throws IOException, InterruptedException {
        List<Callable<Void>> tasks = new ArrayList<>();
        for (Node node : nodes) {
            tasks.add(() -> {
                task.at(node);
                return null;
            });
        }
        long start = System.nanoTime();
        Crew.run(LIMIT, tasks);
        return events * 1e9 / (System.nanoTime() - start);
    }
}
