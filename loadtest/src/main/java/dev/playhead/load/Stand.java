package dev.playhead.load;

import dev.playhead.load.kafka.BrokerTopics;
import dev.playhead.load.kafka.KafkaTools;
import dev.playhead.load.machine.Cpu;
import dev.playhead.load.machine.Disk;
import dev.playhead.load.machine.Heap;
import dev.playhead.load.machine.Node;
import dev.playhead.load.wire.EventSheet;
import dev.playhead.load.wire.Layout;
import dev.playhead.load.wire.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/** Owns all that a row needs to run: the node, the broker's topics and tools, and the account of what each spends. */
final class Stand implements AutoCloseable {
    private final Options options;
    private final Node node;
    private final Disk disk;
    private final BrokerTopics topics;
    private final KafkaTools tools;
    private final Map<Integer, Path> payloads = new HashMap<>();

    /** Moves events and tells how many, or how fast by its own account. */
    interface Work<T> {
        T run() throws Exception;
    }

    /** What some work gave, and what it took. */
    record Spent<T>(T result, Costs costs) {}

    private Stand(Options options, Node node) {
        this.options = options;
        this.disk = new Disk(Node.data(options.output()));
        this.node = node;
        this.topics = new BrokerTopics(node.bootstrap());
        this.tools = new KafkaTools(node.bootstrap(), options.output());
    }

    static Stand open(Options options) throws IOException, InterruptedException {
        Files.createDirectories(options.output());
        if (options.ports().isPresent()) {
            return new Stand(options, Node.running(options.ports().get(), options.pid()));
        }
        Stand own = new Stand(options, Node.start(jar(options), options.nodeArguments(), options.output()));
        own.topics.deleteFilesSoon();
        return own;
    }

    /** The node's jar, which a node that is there must have been started from as well. */
    Path jar() throws IOException {
        return jar(options);
    }

    private static Path jar(Options options) throws IOException {
        Path sibling = Path.of("..").resolve(options.jar());
        for (Path jar : List.of(options.jar(), sibling)) {
            if (Files.exists(jar)) {
                return jar;
            }
        }
        throw new IOException("no " + options.jar() + ": build the node first, or name its jar with --jar");
    }

    /** One more node on the same Kafka and Redis. */
    Node anotherNode(String log) throws IOException, InterruptedException {
        return node.another(jar(), options.nodeArguments(), options.output().resolve(log));
    }

    /** One more node on the same Kafka, with settings, and in a database of Redis that has nothing of the first node. */
    Node anotherNode(String log, Map<String, String> settings, int database) throws IOException, InterruptedException {
        return node.another(
                jar(),
                options.nodeArguments(),
                settings,
                database,
                options.output().resolve(log));
    }

    Options options() {
        return options;
    }

    Node node() {
        return node;
    }

    BrokerTopics topics() {
        return topics;
    }

    KafkaTools tools() {
        return tools;
    }

    /** The file of events for Kafka's producer tool, written once a size. */
    Path payloads(int eventBytes) throws IOException {
        Path file = payloads.get(eventBytes);
        if (file == null) {
            file = tools.payloads(eventBytes);
            payloads.put(eventBytes, file);
        }
        return file;
    }

    /** As many sheets as there are connections, each a run of its own. */
    List<EventSheet> sheets(int connections, int eventBytes, Layout layout) {
        return Stream.generate(() -> new EventSheet(EventSheet.newRun(), eventBytes, layout))
                .limit(connections)
                .toList();
    }

    /** Measured between two full collections, because the node counts its garbage when it is collected. */
    <T> Spent<T> account(Work<T> work) throws Exception {
        return account(node, work);
    }

    /** The same of a node that a row has started. */
    static <T> Spent<T> account(Node node, Work<T> work) throws Exception {
        Optional<Heap> heap = node.heap();
        OptionalDouble before = allocated(heap);
        Spent<T> spent = account(Cpu.of(node.process()), work);
        OptionalDouble after = allocated(heap);
        OptionalDouble allocated = before.isPresent() && after.isPresent()
                ? OptionalDouble.of(after.getAsDouble() - before.getAsDouble())
                : OptionalDouble.empty();
        return new Spent<>(spent.result(), new Costs(spent.costs().cpuSeconds(), allocated));
    }

    private static OptionalDouble allocated(Optional<Heap> heap) throws IOException, InterruptedException {
        if (heap.isEmpty()) {
            return OptionalDouble.empty();
        }
        heap.get().collect();
        return heap.get().allocated();
    }

    /** The processors alone. */
    static <T> Spent<T> account(Cpu cpu, Work<T> work) throws Exception {
        Map<String, Double> before = cpu.seconds();
        T result = work.run();
        Map<String, Double> spent = new LinkedHashMap<>();
        cpu.seconds().forEach((part, seconds) -> spent.put(part, seconds - before.getOrDefault(part, 0.0)));
        return new Spent<>(result, new Costs(spent, OptionalDouble.empty()));
    }

    /** Runs a driver; an outcome with anything refused is a failure. */
    Sample throughput(Work<Outcome> driver) throws Exception {
        Spent<Outcome> spent = account(driver);
        Outcome outcome = spent.result();
        outcome.expecting(outcome.events());
        return new Sample(Map.of(Sample.RATE, outcome.eventsPerSecond()), outcome.events(), spent.costs());
    }

    /** Lets what a row has left on the disk be done with. */
    void settle() throws IOException, InterruptedException {
        disk.settle();
    }

    @Override
    public void close() throws IOException {
        topics.close();
        node.close();
    }
}
