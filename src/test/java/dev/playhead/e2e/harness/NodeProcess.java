package dev.playhead.e2e.harness;

import static dev.playhead.testing.Eventually.eventually;

import dev.playhead.testing.TestPorts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;

/**
 * A node as its users run it: a process started from the packaged jar, with a data directory and ports of its own. It can
 * be stopped, killed and started again on the same data. One thread.
 */
public final class NodeProcess implements AutoCloseable {
    private static final Duration START = Duration.ofSeconds(90);
    private static final Duration STOP = Duration.ofSeconds(60);
    private static final Path JAR = Path.of("target", "playhead.jar");
    private static final Path LOGS = Path.of("target", "e2e");

    private final Path directory;
    private final Path log;
    private final Map<String, String> settings = new TreeMap<>();
    private final List<String> jvm = new ArrayList<>();
    private Process process;

    private NodeProcess(Path directory) throws IOException {
        this.directory = directory;
        this.log = Files.createDirectories(LOGS).resolve(directory.getFileName() + ".log");
    }

    /** A node to be started: the name is that of its log under {@code target/e2e}. */
    public static NodeProcess named(String name) throws IOException {
        NodeProcess node = new NodeProcess(Files.createTempDirectory("playhead-" + name + "-"));
        List<Integer> ports = TestPorts.free(8);
        List<String> keys = List.of(
                "http.port",
                "tcp.port",
                "management.port",
                "sandbox.kafka.port",
                "sandbox.kafka.controllerPort",
                "sandbox.redis.port",
                "cluster.port",
                "cluster.busPort");
        for (int port = 0; port < keys.size(); port++) {
            node.settings.put(keys.get(port), String.valueOf(ports.get(port)));
        }
        return node.with("data.dir", node.data().toString()).jvm("-Xmx256m", "-XX:+ExitOnOutOfMemoryError");
    }

    /** A running node with default settings, apart from its ports. */
    public static NodeProcess started(String name) throws Exception {
        return named(name).start().awaitReady();
    }

    public NodeProcess with(String key, String value) {
        settings.put(key, value);
        return this;
    }

    NodeProcess jvm(String... options) {
        jvm.addAll(List.of(options));
        return this;
    }

    public NodeProcess start() throws IOException {
        process = command(List.of())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
        return this;
    }

    /** The process of the given arguments, with this node's settings in its environment, not started. */
    public ProcessBuilder command(List<String> arguments) {
        List<String> command = new ArrayList<>(List.of(java()));
        command.addAll(jvm);
        command.addAll(List.of("-jar", JAR.toAbsolutePath().toString()));
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
        settings.forEach((key, value) -> builder.environment().put(variable(key), value));
        return builder;
    }

    public NodeProcess awaitReady() {
        eventually(START, "ready; its log is " + log, () -> {
            if (!process.isAlive()) {
                throw new IllegalStateException("the node ended with " + process.exitValue() + ":\n" + output());
            }
            return Http.of(this).ready();
        });
        return this;
    }

    public int port(String key) {
        return Integer.parseInt(settings.get(key));
    }

    /** A client of the embedded Kafka, as another tool has it. */
    public Admin admin() {
        return Admin.create(Map.of("bootstrap.servers", "127.0.0.1:" + port("sandbox.kafka.port")));
    }

    public int http() {
        return port("http.port");
    }

    public int tcp() {
        return port("tcp.port");
    }

    public Path data() {
        return directory.resolve("data");
    }

    public Path directory() {
        return directory;
    }

    public boolean isRunning() {
        return process != null && process.isAlive();
    }

    public ProcessHandle handle() {
        return process.toHandle();
    }

    /** The embedded Kafka's own process. */
    public ProcessHandle kafka() throws IOException {
        return child("kafka");
    }

    /** The embedded Redis's own process. */
    public ProcessHandle redis() throws IOException {
        return child("redis");
    }

    /** Every process that the node has started and that still runs. */
    public List<ProcessHandle> descendants() {
        return process.toHandle().descendants().toList();
    }

    /** All that the node has printed. */
    public String output() throws IOException {
        return Files.exists(log) ? Files.readString(log) : "";
    }

    /** Asks it to end, as a service manager does, and gives its exit status. */
    public int terminate() throws Exception {
        process.toHandle().destroy();
        return exitStatus();
    }

    /** Ends it without a word, children untouched. */
    public void kill() throws Exception {
        process.toHandle().destroyForcibly();
        process.onExit().get(STOP.toSeconds(), TimeUnit.SECONDS);
    }

    /** Ends it and its children at once, as the loss of power does. */
    public void killAll() throws Exception {
        List<ProcessHandle> all = new ArrayList<>(descendants());
        all.add(process.toHandle());
        all.forEach(ProcessHandle::destroyForcibly);
        for (ProcessHandle each : all) {
            each.onExit().get(STOP.toSeconds(), TimeUnit.SECONDS);
        }
    }

    /** Ends those of its children that work in the folder; a halted node does not learn of it yet. Needs {@code /proc}. */
    public void killAllIn(Path folder) throws IOException {
        Path real = folder.toRealPath();
        for (ProcessHandle each : descendants()) {
            if (workingDirectory(each).startsWith(real)) {
                each.destroyForcibly();
            }
        }
    }

    private static Path workingDirectory(ProcessHandle process) {
        try {
            return Files.readSymbolicLink(Path.of("/proc", Long.toString(process.pid()), "cwd"));
        } catch (IOException ended) {
            return Path.of("/");
        }
    }

    public int exitStatus() throws InterruptedException, ExecutionException, TimeoutException {
        return process.onExit().get(STOP.toSeconds(), TimeUnit.SECONDS).exitValue();
    }

    /** Kilobytes of memory that the process holds; 0 where the system does not tell. */
    public long residentKilobytes() throws IOException {
        Path status = Path.of("/proc", String.valueOf(process.pid()), "status");
        if (!Files.exists(status)) {
            return 0;
        }
        return Files.readAllLines(status).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .map(line -> line.replaceAll("\\D", ""))
                .mapToLong(Long::parseLong)
                .findFirst()
                .orElse(0);
    }

    @Override
    public void close() throws Exception {
        if (process != null) {
            List<ProcessHandle> children = descendants();
            process.toHandle().destroy();
            if (!process.waitFor(STOP.toSeconds(), TimeUnit.SECONDS)) {
                process.toHandle().destroyForcibly();
            }
            children.forEach(ProcessHandle::destroyForcibly);
            for (String child : List.of("kafka", "redis")) {
                recorded(child).ifPresent(ProcessHandle::destroyForcibly);
            }
        }
        deleteAll(directory);
    }

    private ProcessHandle child(String label) throws IOException {
        return recorded(label).orElseThrow(() -> new IllegalStateException("no " + label + " runs"));
    }

    private java.util.Optional<ProcessHandle> recorded(String label) throws IOException {
        Path file = data().resolve(label).resolve(label + ".pid");
        if (!Files.exists(file)) {
            return java.util.Optional.empty();
        }
        return ProcessHandle.of(Long.parseLong(Files.readString(file).strip().split("\\s")[0]));
    }

    private static String variable(String key) {
        return "PLAYHEAD_" + key.replace('.', '_').toUpperCase();
    }

    private static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    private static void deleteAll(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            files.sorted(Comparator.reverseOrder()).forEach(file -> {
                try {
                    Files.deleteIfExists(file);
                } catch (IOException busy) {
                    throw new UncheckedIOException(busy);
                }
            });
        }
    }
}
