package dev.playhead.e2e;

import static dev.playhead.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.playhead.e2e.harness.Tools;
import dev.playhead.testing.TestPorts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs {@code cluster/start.sh} as users do, in a folder of its own. */
@Tag("slow")
final class StartScriptIT {
    private static final Duration START = Duration.ofSeconds(120);
    private static final int KILLED = 128 + 9;

    @TempDir
    private Path directory;

    private final List<Process> started = new ArrayList<>();
    private Path script;
    private int ports;

    @BeforeEach
    void layOut() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/bin/bash")), "bash is not here");
        Files.createDirectories(directory.resolve("cluster/monitoring"));
        script = directory.resolve("cluster/start.sh");
        Files.copy(Path.of("cluster/start.sh"), script);
        Files.createSymbolicLink(directory.resolve("target"), Path.of("target").toAbsolutePath());
        ports = TestPorts.inARow(20);
    }

    @AfterEach
    void stop() throws Exception {
        run("stop");
        for (Process process : started) {
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void shouldReportADeadNodeAndStartItAgainWhenAsked() throws Exception {
        Path console = start("2");
        awaitLine(console, "Stop all with Ctrl-C");
        assertThat(Files.readString(directory.resolve("cluster/monitoring/nodes.yml")))
                .contains("- targets: [localhost:%d, localhost:%d]".formatted(ports + 4, ports + 5));
        long first = pid("node1");
        long dead = pid("node2");

        Tools.Ran again = run("2");

        assertThat(again.status()).isEqualTo(1);
        assertThat(again.output())
                .contains("node1 (process " + first + ")")
                .contains("node2 (process " + dead + ")")
                .contains("sandbox (process " + pid("sandbox") + ")")
                .contains("start.sh stop");
        assertThat(run("node", "1").output()).contains("Node 1 runs already: process " + first);
        assertThat(run("node", "3").output()).contains("has the nodes 1 to 2");

        ProcessHandle.of(dead).orElseThrow().destroyForcibly();
        awaitLine(console, "Node 2 ended: exit code " + KILLED + " (signal 9), log data/node2.log");
        awaitLine(console, "start.sh node 2");
        eventually("the other node warns", () -> log("node1").contains("left the cluster without an announcement"));
        awaitLine(start("node", "2"), "Stop this node with Ctrl-C");
        assertThat(pid("node2")).isNotEqualTo(dead);
        assertThat(starts("node2")).isEqualTo(2);

        assertThat(run("stop").output()).contains("node1", "node2", "sandbox");
        awaitLine(console, "Node 1 ended: exit code 0");
        awaitLine(console, "No process is left");
    }

    @Test
    void shouldStopAllWhenEnded() throws Exception {
        start("1");
        Process cluster = started.get(0);
        eventually(START, "a node runs", () -> starts("node1") == 1);
        ProcessHandle node = ProcessHandle.of(pid("node1")).orElseThrow();
        ProcessHandle sandbox = ProcessHandle.of(pid("sandbox")).orElseThrow();

        cluster.destroy();

        assertThat(cluster.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(cluster.exitValue()).isZero();
        assertThat(node.isAlive()).isFalse();
        assertThat(sandbox.isAlive()).isFalse();
        assertThat(log("node1")).contains("node stopped").doesNotContain(" WARN ", " ERROR ");
        assertThat(log("sandbox")).doesNotContain(" WARN ", " ERROR ");
    }

    @Test
    void shouldNameThePortAndItsHolderWhenAnotherProcessListens() throws Exception {
        for (Map.Entry<Integer, String> each : Map.of(
                        1, "http.port of node 2",
                        2, "tcp.port of node 1",
                        6, "sandbox.kafka.port",
                        9, "cluster.busPort of node 1",
                        18, "cluster.port of node 2")
                .entrySet()) {
            int port = ports + each.getKey();
            try (ServerSocket taken = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                Tools.Ran refused = run("2");

                assertThat(refused.status()).isEqualTo(1);
                assertThat(refused.output())
                        .contains("Port " + taken.getLocalPort() + " (" + each.getValue() + ") is in use by ")
                        .contains("choose another port by PLAYHEAD_");
                assertThat(directory.resolve("data/sandbox")).doesNotExist();
            }
        }
    }

    @Test
    void shouldSayHowItIsUsedWhenItsWordsAreWrong() throws Exception {
        for (List<String> words :
                List.of(List.of("0"), List.of("three"), List.of("node"), List.of("node", "two"), List.of("2", "3"))) {
            Tools.Ran refused = run(words.toArray(String[]::new));

            assertThat(refused.status()).as("%s", words).isEqualTo(2);
            assertThat(refused.output()).startsWith("usage: ");
        }
        assertThat(run("node", "1").output()).contains("There is no cluster on data: start one with ");
        assertThat(run("stop").output()).contains("No cluster runs on data");
    }

    private Path start(String... words) throws IOException {
        Path console = directory.resolve("console-" + started.size());
        started.add(process(words).redirectOutput(console.toFile()).start());
        return console;
    }

    private Tools.Ran run(String... words) throws Exception {
        Process process = process(words).start();
        String output = new String(process.getInputStream().readAllBytes());
        return new Tools.Ran(process.waitFor(), output);
    }

    private ProcessBuilder process(String... words) {
        List<String> command = new ArrayList<>(List.of(script.toString()));
        command.addAll(List.of(words));
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true);
        Map<String, String> environment = builder.environment();
        environment.merge("PATH", System.getProperty("java.home") + "/bin:", (old, java) -> java + old);
        environment.put("JAVA_OPTS", "-Xmx256m -XX:+ExitOnOutOfMemoryError");
        environment.put("PLAYHEAD_HTTP_PORT", String.valueOf(ports));
        environment.put("PLAYHEAD_TCP_PORT", String.valueOf(ports + 2));
        environment.put("PLAYHEAD_MANAGEMENT_PORT", String.valueOf(ports + 4));
        environment.put("PLAYHEAD_SANDBOX_KAFKA_PORT", String.valueOf(ports + 6));
        environment.put("PLAYHEAD_SANDBOX_REDIS_PORT", String.valueOf(ports + 7));
        environment.put("PLAYHEAD_CLUSTER_PORT", String.valueOf(ports + 8));
        return builder;
    }

    private static void awaitLine(Path console, String text) {
        eventually(START, "\"" + text + "\" in " + console, () -> Files.readString(console)
                .contains(text));
    }

    private long pid(String name) throws IOException {
        return Long.parseLong(Files.readString(directory.resolve("data/" + name + "/playhead.lock"))
                .strip());
    }

    private String log(String name) throws IOException {
        return Files.readString(directory.resolve("data/" + name + ".log"));
    }

    private long starts(String name) throws IOException {
        Path log = directory.resolve("data/" + name + ".log");
        return Files.exists(log)
                ? Files.readString(log)
                        .lines()
                        .filter(line -> line.contains("node started"))
                        .count()
                : 0;
    }
}
