package dev.playhead.e2e.harness;

import static dev.playhead.testing.Eventually.eventually;

import dev.playhead.testing.RealRedis;
import dev.playhead.testing.TestPorts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A Kafka and a Redis that several nodes share, each node with proxies of its own before them, so that one can be cut off
 * and not the others. Kafka has a listener for each node, since its clients go to where it says that it is. One thread.
 */
public final class Stores implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final Path directory;
    private final RealRedis redis;
    private final Process kafka;
    private final List<FaultProxy> toKafka = new ArrayList<>();
    private final List<FaultProxy> toRedis = new ArrayList<>();

    private Stores(int nodes) throws Exception {
        directory = Files.createTempDirectory("playhead-shared-");
        List<Integer> ports = TestPorts.free(2 + nodes);
        for (int node = 0; node < nodes; node++) {
            toKafka.add(FaultProxy.before(ports.get(2 + node)));
        }
        kafka = kafka(ports);
        Runtime.getRuntime().addShutdownHook(new Thread(kafka::destroyForcibly));
        redis = new RealRedis(Files.createDirectory(directory.resolve("redis")));
        for (int node = 0; node < nodes; node++) {
            toRedis.add(FaultProxy.before(URI.create(redis.url()).getPort()));
        }
        eventually(PATIENCE, "Kafka listens; its output is in " + directory, () -> {
            new Socket(InetAddress.getByName("127.0.0.1"), ports.get(0)).close();
            return true;
        });
    }

    static Stores forNodes(int nodes) throws Exception {
        return new Stores(nodes);
    }

    public FaultProxy toKafka(int node) {
        return toKafka.get(node);
    }

    public FaultProxy toRedis(int node) {
        return toRedis.get(node);
    }

    public String redisUrl() {
        return redis.url();
    }

    /** What the node goes by to reach them. */
    NodeProcess give(NodeProcess node, int number) {
        return node.with(
                        "kafka.bootstrap.servers",
                        "127.0.0.1:" + toKafka.get(number).port())
                .with("redis.url", "redis://127.0.0.1:" + toRedis.get(number).port());
    }

    @Override
    public void close() throws Exception {
        for (FaultProxy proxy : toKafka) {
            proxy.close();
        }
        for (FaultProxy proxy : toRedis) {
            proxy.close();
        }
        redis.close();
        kafka.destroyForcibly().waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        try (Stream<Path> files = Files.walk(directory)) {
            files.sorted(java.util.Comparator.reverseOrder()).map(Path::toFile).forEach(java.io.File::delete);
        }
    }

    private Process kafka(List<Integer> ports) throws Exception {
        Path settings = directory.resolve("server.properties");
        Files.writeString(settings, properties(ports));
        String id = UUID.randomUUID().toString().replace("-", "").substring(0, 22);
        Process format = java("kafka.tools.StorageTool", "format", "--cluster-id", id, "--config", settings.toString());
        if (!format.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS) || format.exitValue() != 0) {
            throw new IOException("Kafka's storage is not formatted:\n" + Files.readString(output()));
        }
        return java("kafka.Kafka", settings.toString());
    }

    private Process java(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx512m"));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(output().toFile()));
        builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
        return builder.start();
    }

    private Path output() {
        return directory.resolve("kafka.out");
    }

    private String properties(List<Integer> ports) {
        List<Integer> nodes = IntStream.range(0, toKafka.size()).boxed().toList();
        String listeners = nodes.stream()
                .map(node -> ",N" + node + "://127.0.0.1:" + ports.get(2 + node))
                .collect(Collectors.joining());
        String advertised = nodes.stream()
                .map(node -> ",N" + node + "://127.0.0.1:" + toKafka.get(node).port())
                .collect(Collectors.joining());
        String protocols =
                nodes.stream().map(node -> ",N" + node + ":PLAINTEXT").collect(Collectors.joining());
        return """
                node.id=1
                process.roles=broker,controller
                listeners=BROKER://127.0.0.1:%1$d,CONTROLLER://127.0.0.1:%2$d%3$s
                advertised.listeners=BROKER://127.0.0.1:%1$d%4$s
                listener.security.protocol.map=BROKER:PLAINTEXT,CONTROLLER:PLAINTEXT%5$s
                inter.broker.listener.name=BROKER
                controller.listener.names=CONTROLLER
                controller.quorum.voters=1@127.0.0.1:%2$d
                log.dirs=%6$s
                auto.create.topics.enable=false
                message.max.bytes=16777216
                log.cleaner.dedupe.buffer.size=16777216
                group.initial.rebalance.delay.ms=0
                offsets.topic.num.partitions=4
                offsets.topic.replication.factor=1
                transaction.state.log.num.partitions=4
                transaction.state.log.replication.factor=1
                transaction.state.log.min.isr=1
                """.formatted(ports.get(0), ports.get(1), listeners, advertised, protocols, directory.resolve("log"));
    }
}
