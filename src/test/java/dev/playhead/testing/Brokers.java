package dev.playhead.testing;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;

/**
 * Brokers of one Kafka in processes of their own, and the hand that kills them and cuts off their logs. A process beside
 * them is the controller, so that leader epochs go on as they do where the brokers lose data. Each broker is in a rack of
 * its own, {@code rack-1} and so on, and sends consumers to the copy of their rack.
 */
public final class Brokers implements AutoCloseable {
    private static final String CLUSTER = "VHdvQnJva2Vyc0luVGVzdA";
    private static final Duration PATIENCE = Duration.ofSeconds(120);
    private static final int CONTROLLER = 0;

    private final Path directory;
    private final List<Integer> ports;
    private final Process[] processes;

    /** @param count how many brokers, from 1 */
    public Brokers(int count) throws Exception {
        this.directory = Files.createTempDirectory("playhead-brokers");
        this.ports = TestPorts.free(count + 1);
        this.processes = new Process[count + 1];
        try {
            for (int node = CONTROLLER; node <= count; node++) {
                format(node);
                start(node);
            }
            awaitRegistered();
        } catch (Exception failure) {
            close();
            throw failure;
        }
    }

    public String bootstrapServers() {
        return ports.stream().skip(1).map(port -> "127.0.0.1:" + port).collect(Collectors.joining(","));
    }

    public void start(int broker) throws IOException {
        processes[broker] = java(broker, "kafka.Kafka", file(broker).toString());
    }

    /** Ends the broker as a loss of power does. */
    public void kill(int broker) throws Exception {
        processes[broker].destroyForcibly();
        if (!processes[broker].waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            throw new IOException("broker " + broker + " does not end");
        }
    }

    /** Keeps what a broker that is down has of the topic's partition 0. */
    public void keep(int broker, String topic) throws IOException {
        copy(log(broker, topic), kept(broker, topic));
    }

    /** Gives a broker that is down what was kept: whatever the partition has got since is lost. */
    public void rollBack(int broker, String topic) throws IOException {
        delete(log(broker, topic));
        copy(kept(broker, topic), log(broker, topic));
    }

    private Path log(int broker, String topic) {
        return directory.resolve("log-" + broker).resolve(topic + "-0");
    }

    private Path kept(int broker, String topic) {
        return directory.resolve("kept-" + broker).resolve(topic + "-0");
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.createDirectories(to);
        try (Stream<Path> files = Files.list(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(file.getFileName()));
            }
        }
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
        }
    }

    @Override
    public void close() throws Exception {
        for (Process process : processes) {
            if (process != null) {
                process.destroyForcibly();
                process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            }
        }
        delete(directory);
    }

    private Path file(int node) {
        return directory.resolve(node + ".properties");
    }

    private Path output(int node) {
        return directory.resolve(node + ".out");
    }

    private void format(int node) throws Exception {
        Files.writeString(file(node), properties(node));
        Process format = java(
                node,
                "kafka.tools.StorageTool",
                "format",
                "--cluster-id",
                CLUSTER,
                "--config",
                file(node).toString());
        if (!format.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS) || format.exitValue() != 0) {
            throw new IOException(
                    "the storage of " + node + " could not be formatted:\n" + Files.readString(output(node)));
        }
    }

    private Process java(int node, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx256m"));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(output(node).toFile()));
        builder.environment()
                .put(
                        "CLASSPATH",
                        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                                .map(entry -> Path.of(entry).toAbsolutePath().toString())
                                .collect(Collectors.joining(File.pathSeparator)));
        return builder.start();
    }

    private String properties(int node) {
        int brokers = ports.size() - 1;
        String listener = (node == CONTROLLER ? "CONTROLLER" : "BROKER") + "://127.0.0.1:" + ports.get(node);
        return """
                node.id=%1$d
                broker.rack=rack-%1$d
                replica.selector.class=org.apache.kafka.common.replica.RackAwareReplicaSelector
                process.roles=%2$s
                listeners=%3$s
                %4$s
                listener.security.protocol.map=BROKER:PLAINTEXT,CONTROLLER:PLAINTEXT
                controller.listener.names=CONTROLLER
                controller.quorum.voters=0@127.0.0.1:%5$d
                log.dirs=%6$s
                broker.session.timeout.ms=3000
                broker.heartbeat.interval.ms=500
                replica.lag.time.max.ms=3000
                offsets.topic.replication.factor=%7$d
                transaction.state.log.replication.factor=1
                transaction.state.log.min.isr=1
                group.initial.rebalance.delay.ms=0
                """.formatted(
                node,
                node == CONTROLLER ? "controller" : "broker",
                listener,
                node == CONTROLLER ? "" : "advertised.listeners=" + listener + "\ninter.broker.listener.name=BROKER",
                ports.get(CONTROLLER),
                directory.resolve("log-" + node),
                brokers);
    }

    private void awaitRegistered() throws Exception {
        long until = System.nanoTime() + PATIENCE.toNanos();
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers()))) {
            while (registered(admin) < ports.size() - 1) {
                if (System.nanoTime() > until) {
                    throw new IOException("not all brokers are there within " + PATIENCE);
                }
                LockSupport.parkNanos(100_000_000);
            }
        }
    }

    private static int registered(Admin admin) throws Exception {
        try {
            return admin.describeCluster()
                    .nodes()
                    .get(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                    .size();
        } catch (ExecutionException notYet) {
            return 0;
        }
    }
}
