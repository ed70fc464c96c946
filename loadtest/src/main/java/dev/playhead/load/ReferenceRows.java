package dev.playhead.load;

import dev.playhead.load.Stand.Spent;
import dev.playhead.load.bare.BareServer;
import dev.playhead.load.kafka.BareClients;
import dev.playhead.load.machine.Child;
import dev.playhead.load.machine.Cpu;
import dev.playhead.load.wire.EventSheet;
import dev.playhead.load.wire.Latencies;
import dev.playhead.load.wire.Layout;
import dev.playhead.load.wire.Outcome;
import dev.playhead.load.wire.Request;
import dev.playhead.load.wire.RequestLoop;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;

/** The rows that others are compared with: Kafka's tools, bare Kafka clients, the bare HTTP server. */
final class ReferenceRows {
    static final String PRODUCE = "kafka-producer";
    static final String CONSUME = "kafka-consumer";
    static final String LATENCY = "kafka-latency";
    static final String LATENCY_BESIDE = "kafka-latency-beside-consumer";

    /** Kafka's tools start cold in every run: over few events they would look far slower than they are. */
    private static final int LONGER = 2;

    private static final long SINGLES = 400_000;
    private static final int ACCEPTED = 202;
    private static final int PATIENCE_POLLS = 200;
    private static final long POLL_NANOS = 50_000_000;

    private ReferenceRows() {}

    static String bareHttp(int connections) {
        return "bare-http-" + connections;
    }

    static List<Row> all() {
        return List.of(produce(), consume(), bareHttpRow(64), bareHttpRow(256));
    }

    private static Row produce() {
        return Row.reference(PRODUCE, "Kafka's ProducerPerformance", (stand, topic, eventBytes) -> {
            stand.topics().create(topic, stand.options().partitions());
            long events = LONGER * AppendRows.pipelined(stand, eventBytes);
            long warmUp = events / 2;
            long all = events + warmUp;
            Spent<Double> spent =
                    stand.account(() -> stand.tools().produce(topic, events, warmUp, stand.payloads(eventBytes)));
            new Outcome(stand.topics().count(topic), 0, 1).expecting(all);
            return new Sample(Map.of(Sample.RATE, spent.result()), all, spent.costs());
        });
    }

    private static Row consume() {
        return Row.reference(CONSUME, "Kafka's ConsumerPerformance", (stand, topic, eventBytes) -> {
            long events = ReplayRows.fill(stand, topic, eventBytes, LONGER * LONGER);
            Spent<Double> spent = stand.account(() -> stand.tools().consume(topic, events));
            return new Sample(Map.of(Sample.RATE, spent.result()), events, spent.costs());
        });
    }

    static Row latency() {
        return Row.reference(LATENCY, "bare Kafka producer and consumer at a fixed rate", (stand, topic, bytes) -> {
            stand.topics().create(topic, stand.options().partitions());
            EventSheet sheet = new EventSheet(EventSheet.newRun(), bytes, Layout.bare());
            Spent<Latencies> spent = stand.account(
                    () -> BareClients.run(stand.node().bootstrap(), topic, sheet, ReplayRows.rate(stand)));
            return new Sample(spent.result().figures(), ReplayRows.rate(stand).events(), spent.costs());
        });
    }

    static Row latencyBeside() {
        String meaning = "the row " + LATENCY + " beside a bare consumer that reads old data at full speed";
        return Row.reference(LATENCY_BESIDE, meaning, (stand, topic, bytes) -> {
            String old = topic + "-old";
            ReplayRows.fill(stand, old, bytes, 1);
            stand.topics().create(topic, stand.options().partitions());
            EventSheet sheet = new EventSheet(EventSheet.newRun(), bytes, Layout.bare());
            Spent<BareClients.Beside> spent = stand.account(
                    () -> BareClients.beside(stand.node().bootstrap(), topic, old, sheet, ReplayRows.rate(stand)));
            stand.topics().delete(old);
            Map<String, Double> figures =
                    new TreeMap<>(spent.result().latencies().figures());
            figures.put(JobRows.REPLAYED, spent.result().readPerSecond());
            return new Sample(figures, ReplayRows.rate(stand).events(), spent.costs());
        });
    }

    private static Row bareHttpRow(int connections) {
        String meaning = "a bare server that says 202, over " + connections + " connections";
        return Row.reference(bareHttp(connections), meaning, (stand, topic, eventBytes) -> {
            int port = Child.freePort();
            List<String> arguments = List.of(
                    "-cp", System.getProperty("java.class.path"), BareServer.class.getName(), String.valueOf(port));
            try (Child server =
                    Child.java(arguments, Map.of(), stand.options().output().resolve("bare.log"))) {
                InetSocketAddress address = new InetSocketAddress("127.0.0.1", port);
                awaitListening(server, address);
                return bareHttp(
                        stand, server, Request.append(address, topic, Request.EVENT, false), connections, eventBytes);
            }
        });
    }

    private static void awaitListening(Child server, InetSocketAddress address) throws IOException {
        for (int i = 0; i < PATIENCE_POLLS && server.isAlive(); i++) {
            try (Socket socket = new Socket()) {
                socket.connect(address);
                return;
            } catch (IOException notYet) {
                LockSupport.parkNanos(POLL_NANOS);
            }
        }
        throw new IOException("the bare server does not listen");
    }

    /** The server is new, so it is warmed by as many requests again before the measured ones. */
    private static Sample bareHttp(Stand stand, Child server, Request request, int connections, int eventBytes)
            throws Exception {
        EventSheet sheet = new EventSheet(EventSheet.newRun(), eventBytes, Layout.single(request, eventBytes));
        try (RequestLoop loop = new RequestLoop(request.address(), sheet, connections, ACCEPTED)) {
            long events = stand.options().scaled(SINGLES);
            loop.run(events);
            Cpu cpu = Cpu.of(Optional.empty()).with("bare", server.handle());
            Spent<Outcome> spent = Stand.account(cpu, () -> loop.run(events));
            double rate = spent.result().expecting(events).eventsPerSecond();
            return new Sample(Map.of(Sample.RATE, rate), events, spent.costs());
        }
    }
}
