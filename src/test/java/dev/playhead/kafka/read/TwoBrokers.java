package dev.playhead.kafka.read;

import dev.playhead.testing.RealStores;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A Kafka of two brokers in the racks {@code rack-1} and {@code rack-2}, whose consumers are sent to the copy of their
 * rack; processes of this JVM's binary and class path. One thread.
 */
final class TwoBrokers implements AutoCloseable {
    private static final String CLUSTER = "VHdvQnJva2Vyc0luVGVzdA";
    private static final Duration PATIENCE = Duration.ofSeconds(120);

    private final Path directory;
    private final List<Integer> ports = RealStores.freePorts(3);
    private final List<Process> processes = new ArrayList<>();

    TwoBrokers() throws Exception {
        this.directory = Files.createTempDirectory("playhead-brokers");
        try {
            for (int broker = 1; broker <= 2; broker++) {
                Path file = Files.writeString(directory.resolve(broker + ".properties"), properties(broker));
                Process format = java(
                        broker,
                        "kafka.tools.StorageTool",
                        "format",
                        "--cluster-id",
                        CLUSTER,
                        "--config",
                        file.toString());
                if (!format.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS) || format.exitValue() != 0) {
                    throw new IOException("the storage of broker " + broker + " could not be formatted:\n"
                            + Files.readString(output(broker)));
                }
                processes.add(java(broker, "kafka.Kafka", file.toString()));
            }
        } catch (Exception failure) {
            close();
            throw failure;
        }
    }

    String bootstrapServers() {
        return "127.0.0.1:" + ports.get(1) + ",127.0.0.1:" + ports.get(2);
    }

    @Override
    public void close() throws Exception {
        processes.forEach(Process::destroyForcibly);
        for (Process process : processes) {
            process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        }
        try (Stream<Path> files = Files.walk(directory)) {
            files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
        }
    }

    private Process java(int broker, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx256m"));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(output(broker).toFile()));
        builder.environment()
                .put(
                        "CLASSPATH",
                        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                                .map(entry -> Path.of(entry).toAbsolutePath().toString())
                                .collect(Collectors.joining(File.pathSeparator)));
        return builder.start();
    }

    private Path output(int broker) {
        return directory.resolve(broker + ".out");
    }

    private String properties(int broker) {
        String listeners = "BROKER://127.0.0.1:" + ports.get(broker);
        return """
                node.id=%1$d
                broker.rack=rack-%1$d
                process.roles=%2$s
                listeners=%3$s
                advertised.listeners=BROKER://127.0.0.1:%4$d
                listener.security.protocol.map=BROKER:PLAINTEXT,CONTROLLER:PLAINTEXT
                inter.broker.listener.name=BROKER
                controller.listener.names=CONTROLLER
                controller.quorum.voters=1@127.0.0.1:%5$d
                log.dirs=%6$s
                replica.selector.class=org.apache.kafka.common.replica.RackAwareReplicaSelector
                offsets.topic.replication.factor=1
                transaction.state.log.replication.factor=1
                transaction.state.log.min.isr=1
                """.formatted(
                        broker,
                        broker == 1 ? "broker,controller" : "broker",
                        broker == 1 ? listeners + ",CONTROLLER://127.0.0.1:" + ports.get(0) : listeners,
                        ports.get(broker),
                        ports.get(0),
                        directory.resolve("log-" + broker));
    }
}
