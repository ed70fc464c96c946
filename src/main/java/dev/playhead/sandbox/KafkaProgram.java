package dev.playhead.sandbox;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** One KRaft node of Kafka, run by this JVM's binary and class path; called on the thread of its supervisor. */
final class KafkaProgram implements Program {
    private static final String MAIN = "kafka.Kafka";
    private static final String FORMATTER = "kafka.tools.StorageTool";
    private static final Duration FORMAT_TIMEOUT = Duration.ofSeconds(60);
    private static final long LARGEST_BATCH_BYTES = 16 * 1024 * 1024;
    private static final short METADATA = 3;

    private final SandboxSettings settings;
    private final int controllerPort;
    private final Path directory;

    /** @throws IOException if no port is free */
    KafkaProgram(SandboxSettings settings, Path dataDirectory) throws IOException {
        this.settings = settings;
        Optional<Integer> given = settings.controllerPort();
        this.controllerPort = given.isPresent() ? given.get() : Ports.free();
        this.directory = dataDirectory.resolve("kafka");
    }

    @Override
    public Child child() {
        return Child.KAFKA;
    }

    @Override
    public Path directory() {
        return directory;
    }

    @Override
    public Map<String, Integer> ports() {
        return Map.of("sandbox.kafka.port", settings.kafkaPort(), "sandbox.kafka.controllerPort", controllerPort);
    }

    @Override
    public Path configurationFile() {
        return directory.resolve("server.properties");
    }

    @Override
    public void prepare() throws IOException, InterruptedException {
        Durable.createFolders(directory);
        Files.writeString(configurationFile(), properties(logDirectory()));
        Files.writeString(loggingFile(), logging());
        if (!Files.exists(logDirectory().resolve("meta.properties"))) {
            format();
        }
    }

    @Override
    public List<String> command() {
        List<String> command = java(settings.kafkaHeapBytes());
        command.addAll(List.of(MAIN, configurationFile().toString()));
        return command;
    }

    /** The class path goes by the environment: a command line that shows the configuration file is known again. */
    @Override
    public Map<String, String> environment() {
        String classPath = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(entry -> Path.of(entry).toAbsolutePath().toString())
                .collect(Collectors.joining(File.pathSeparator));
        return Map.of("CLASSPATH", classPath);
    }

    /** Sends a Metadata request, version 1, for no topics: a broker that is not yet part of its cluster lists no brokers. */
    @Override
    public boolean serves() {
        byte[] clientId = "playhead".getBytes(StandardCharsets.US_ASCII);
        int length = 2 + 2 + 4 + 2 + clientId.length + 4;
        ByteBuffer request = ByteBuffer.allocate(4 + length)
                .putInt(length)
                .putShort(METADATA)
                .putShort((short) 1)
                .putInt(1)
                .putShort((short) clientId.length)
                .put(clientId)
                .putInt(0);
        return Ports.ask(settings.kafkaPort(), request.array(), 12)
                .map(ByteBuffer::wrap)
                .filter(answer -> answer.getInt(4) == 1 && answer.getInt(8) > 0)
                .isPresent();
    }

    private Path logDirectory() {
        return directory.resolve("log");
    }

    private Path formatFile() {
        return directory.resolve("format.properties");
    }

    private Path loggingFile() {
        return directory.resolve("logback.xml");
    }

    private List<String> java(long heapBytes) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-Xms" + Math.min(heapBytes, 256 * 1024 * 1024));
        command.add("-Xmx" + heapBytes);
        // Its pauses are everybody's latency: G1's were 8 to 28 ms beside 20,000 events a second, these are 2 to 4
        command.add("-XX:+UseParallelGC");
        // By default all is collected twice while it starts, as its classes pass 21 MB
        command.add("-XX:MetaspaceSize=128m");
        command.add("-XX:+ExitOnOutOfMemoryError");
        command.add("-Djava.awt.headless=true");
        command.add("-Dlogback.configurationFile=" + loggingFile());
        return command;
    }

    /**
     * Formats a folder beside the log's and renames it once it is on the disk. Kafka writes the files of a format and does
     * not force them: after a power failure one of them was empty, and Kafka never started again.
     */
    private void format() throws IOException, InterruptedException {
        Path unfinished = directory.resolve("log.unfinished");
        Durable.delete(unfinished);
        Files.writeString(formatFile(), properties(unfinished));
        runFormatter();
        refuseOtherData();
        Durable.delete(logDirectory());
        Durable.publish(unfinished, logDirectory());
    }

    /** A format that was cut off leaves a file or two, Kafka's own data are folders. */
    private void refuseOtherData() throws IOException {
        if (Files.exists(logDirectory())) {
            try (Stream<Path> files = Files.list(logDirectory())) {
                if (files.anyMatch(Files::isDirectory)) {
                    throw new IOException(
                            logDirectory() + " holds data but no meta.properties: restore this file, or move the "
                                    + "directory away to start an empty Kafka");
                }
            }
        }
    }

    private void runFormatter() throws IOException, InterruptedException {
        List<String> command = java(settings.kafkaHeapBytes());
        command.addAll(List.of(FORMATTER, "format", "--ignore-formatted"));
        command.addAll(
                List.of("--cluster-id", newClusterId(), "--config", formatFile().toString()));
        Path output = directory.resolve("format.out");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().putAll(environment());
        Process formatter = builder.start();
        try {
            if (!formatter.waitFor(FORMAT_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS) || formatter.exitValue() != 0) {
                throw new IOException("Kafka's storage could not be formatted, see " + output);
            }
        } finally {
            formatter.destroyForcibly();
        }
    }

    /**
     * Makes a cluster id in Kafka's form: the 16 bytes of a UUID in URL-safe Base64. It must not begin with a dash,
     * because that marks an option.
     */
    private static String newClusterId() {
        UUID id = UUID.randomUUID();
        byte[] bytes = ByteBuffer.allocate(16)
                .putLong(id.getMostSignificantBits() & Long.MAX_VALUE)
                .putLong(id.getLeastSignificantBits())
                .array();
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private String logging() throws IOException {
        try (InputStream resource = KafkaProgram.class.getResourceAsStream("kafka-logback.xml")) {
            if (resource == null) {
                throw new IOException("kafka-logback.xml is not on the class path");
            }
            return new String(resource.readAllBytes(), StandardCharsets.UTF_8)
                    .replace("{directory}", directory.toString());
        }
    }

    /**
     * Returns the configuration. Playhead also sets retention for ever and append times for each of its topics; here
     * they apply to other topics. The session is short, because a killed Kafka can join again only after the expiry of
     * its old session.
     */
    private String properties(Path log) {
        return """
                # Written at every start; change the settings of Playhead instead.
                node.id=1
                process.roles=broker,controller
                listeners=BROKER://127.0.0.1:%1$d,CONTROLLER://127.0.0.1:%2$d
                advertised.listeners=BROKER://127.0.0.1:%1$d
                listener.security.protocol.map=BROKER:PLAINTEXT,CONTROLLER:PLAINTEXT
                inter.broker.listener.name=BROKER
                controller.listener.names=CONTROLLER
                controller.quorum.voters=1@127.0.0.1:%2$d
                log.dirs=%3$s
                auto.create.topics.enable=false
                log.message.timestamp.type=LogAppendTime
                log.retention.ms=-1
                log.retention.bytes=-1
                message.max.bytes=%4$d
                socket.receive.buffer.bytes=1048576
                replica.fetch.max.bytes=%4$d
                log.flush.interval.messages=%5$d
                log.cleaner.dedupe.buffer.size=16777216
                broker.session.timeout.ms=3000
                broker.heartbeat.interval.ms=500
                group.initial.rebalance.delay.ms=0
                offsets.topic.num.partitions=8
                offsets.topic.replication.factor=1
                transaction.state.log.num.partitions=8
                transaction.state.log.replication.factor=1
                transaction.state.log.min.isr=1
                share.coordinator.state.topic.num.partitions=8
                share.coordinator.state.topic.replication.factor=1
                share.coordinator.state.topic.min.isr=1
                """.formatted(
                        settings.kafkaPort(),
                        controllerPort,
                        log.toString().replace("\\", "\\\\"),
                        LARGEST_BATCH_BYTES,
                        settings.kafkaFsync() ? 1 : Long.MAX_VALUE);
    }
}
