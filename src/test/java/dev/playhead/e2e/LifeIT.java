package dev.playhead.e2e;

import static dev.playhead.e2e.harness.Stream.request;
import static dev.playhead.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.playhead.e2e.harness.Http;
import dev.playhead.e2e.harness.NodeProcess;
import dev.playhead.e2e.harness.RawSocket;
import dev.playhead.e2e.harness.Samples;
import dev.playhead.e2e.harness.Stream;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** How a node starts, stops, dies and is refused. */
@Tag("slow")
final class LifeIT {
    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void stop() {
        vertx.close();
    }

    @Test
    void shouldEndWithZeroAndWithoutChildrenWhenAskedToStop() throws Exception {
        try (NodeProcess node = NodeProcess.started("stop")) {
            List<ProcessHandle> children = node.descendants();
            assertThat(children).hasSizeGreaterThanOrEqualTo(2);
            Http.of(node).makeTopic("t", 1);
            try (Stream stream = Stream.subscribe(vertx, node, request("t", "latest"))) {
                assertThat(node.terminate()).isZero();
                assertThat(stream.closeCode()).isEqualTo(1001);
            }
            eventually("no child is left", () -> children.stream().noneMatch(ProcessHandle::isAlive));
            String stopped = node.output().substring(node.output().indexOf("node stopping"));
            assertThat(stopped).doesNotContain(" WARN ", " ERROR ");
        }
    }

    @Test
    void shouldListenOnOnePortForEachEdgeWhenTheSystemChoosesThem() throws Exception {
        assumeTrue(Files.isDirectory(Path.of("/proc/self/fd")), "the system does not list its sockets");
        try (NodeProcess node =
                NodeProcess.named("any-ports").with("http.port", "0").with("tcp.port", "0")) {
            node.start().awaitReady();
            eventually("it greets", () -> node.output().contains("lines over TCP  localhost:"));

            Set<Integer> listening = listening(node.handle().pid());

            List<Integer> told = Pattern.compile("(?:http://|over TCP  )localhost:(\\d+)")
                    .matcher(node.output())
                    .results()
                    .map(port -> Integer.parseInt(port.group(1)))
                    .distinct()
                    .toList();
            assertThat(told).hasSize(2).doesNotContain(0);
            Set<Integer> expected = new TreeSet<>(told);
            expected.add(node.port("management.port"));
            assertThat(listening).isEqualTo(expected);
        }
    }

    /** The ports on which the process listens. */
    private static Set<Integer> listening(long pid) throws IOException {
        Set<String> sockets = new HashSet<>();
        try (java.util.stream.Stream<Path> files = Files.list(Path.of("/proc/" + pid + "/fd"))) {
            for (Path file : files.toList()) {
                if (Files.isSymbolicLink(file)) {
                    sockets.add(Files.readSymbolicLink(file).toString());
                }
            }
        }
        Set<Integer> ports = new TreeSet<>();
        for (String table : List.of("tcp", "tcp6")) {
            for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/net/" + table))) {
                String[] columns = line.strip().split("\\s+");
                if (columns[3].equals("0A") && sockets.contains("socket:[" + columns[9] + "]")) {
                    ports.add(Integer.parseInt(columns[1].substring(columns[1].indexOf(':') + 1), 16));
                }
            }
        }
        return ports;
    }

    @Test
    void shouldAnswerAppendsUnderWayWhenAskedToStop() throws Exception {
        try (NodeProcess node = NodeProcess.started("appends")) {
            Http.of(node).makeTopic("t", 1);
            ScheduledExecutorService feeder = Executors.newSingleThreadScheduledExecutor();
            try (RawSocket lines = new RawSocket(node.port("http.port"));
                    RawSocket half = new RawSocket(node.port("http.port"))) {
                String head = "POST /v1/topics/t/events HTTP/1.1\r\nHost: localhost:" + node.port("http.port") + "\r\n";
                lines.write(head + "Content-Type: application/x-ndjson\r\nTransfer-Encoding: chunked\r\n\r\n");
                Iterator<String> events = Samples.events("a", 100_000, 7).iterator();
                AtomicInteger sent = new AtomicInteger();
                feeder.scheduleAtFixedRate(() -> send(lines, events.next(), sent), 0, 10, TimeUnit.MILLISECONDS);
                half.write(head + "Content-Type: application/cloudevents+json\r\nContent-Length: 1000\r\n\r\n{\"spec");
                eventually("some are sent", () -> sent.get() >= 50);

                CompletableFuture<Integer> ended = CompletableFuture.supplyAsync(() -> exit(node));

                String answer = lines.readUntil("\r\n0\r\n\r\n");
                JsonObject last = new JsonObject(answer.lines()
                        .filter(line -> line.startsWith("{"))
                        .reduce((first, second) -> second)
                        .orElseThrow(() -> new AssertionError(answer)));
                assertThat(last.getLong("stored")).as(answer).isBetween(50L, (long) sent.get());
                assertThat(last.getJsonObject("problem").getString("code")).isEqualTo("going_away");
                assertThat(half.readUntil("}"))
                        .startsWith("HTTP/1.1 503")
                        .contains("\"code\":\"going_away\"")
                        .containsIgnoringCase("connection: close");
                assertThat(ended.get(60, TimeUnit.SECONDS)).isZero();
            } finally {
                feeder.shutdownNow();
            }
        }
    }

    /** The node reads on for a while after its answer, and then resets the connection: that is no failure. */
    private static void send(RawSocket lines, String event, AtomicInteger sent) {
        try {
            int length = event.getBytes(StandardCharsets.UTF_8).length + 1;
            lines.write(Integer.toHexString(length) + "\r\n" + event + "\n\r\n");
            sent.incrementAndGet();
        } catch (IOException closed) {
            throw new UncheckedIOException(closed);
        }
    }

    private static int exit(NodeProcess node) {
        try {
            return node.terminate();
        } catch (Exception failure) {
            throw new IllegalStateException(failure);
        }
    }

    @Test
    void shouldKeepDataAndTokensWhenKilledAndStartedAgain() throws Exception {
        try (NodeProcess node = NodeProcess.started("kill")) {
            List<String> events = Samples.events("a", 500, 7);
            Http.of(node).post("orders", "", Samples.lines(events.subList(0, 400)));
            List<String> seen = new ArrayList<>();
            String token;
            try (Stream stream = Stream.subscribe(vertx, node, request("orders", "earliest"))) {
                stream.take(150, 10, delivery -> seen.add(delivery.event().getString("id")));
                token = stream.token();
            }

            node.kill();
            node.start().awaitReady();

            List<JsonObject> told = Http.of(node).post("orders", "", Samples.lines(events));
            assertThat(told.get(told.size() - 1).getLong("stored")).isEqualTo(100);
            assertThat(told.get(told.size() - 1).getLong("duplicate")).isEqualTo(400);
            try (Stream stream =
                    Stream.subscribe(vertx, node, request("orders", new JsonObject().put("token", token)))) {
                stream.take(350, 50, delivery -> seen.add(delivery.event().getString("id")));
            }
            assertThat(seen).doesNotHaveDuplicates().hasSize(500);
        }
    }

    @Test
    void shouldRefuseASecondStartWhenTheDataDirectoryIsTaken() throws Exception {
        try (NodeProcess first = NodeProcess.started("first");
                NodeProcess second = NodeProcess.named("second")) {
            second.with("data.dir", first.data().toString());

            String said = refusal(second);

            assertThat(said).contains(first.data().toString());
            assertThat(Http.of(first).ready()).isTrue();
        }
    }

    @Test
    void shouldSayWhichPortWhenOneIsTaken() throws Exception {
        for (String key : List.of(
                "http.port", "tcp.port", "management.port", "sandbox.kafka.port", "sandbox.kafka.controllerPort")) {
            refusesTaken(key, "");
        }
        for (String key : List.of("cluster.port", "cluster.busPort")) {
            refusesTaken(key, "127.0.0.1:1");
        }
    }

    @Test
    void shouldFindTheInternalPortsWhenNoneIsGiven() throws Exception {
        try (NodeProcess first =
                withoutInternalPorts("first", "127.0.0.1:15701").start().awaitReady()) {
            String at = nodes(first).getJsonObject(0).getJsonObject("addresses").getString("cluster");
            try (NodeProcess second = withoutInternalPorts("second", at)) {
                second.with("kafka.bootstrap.servers", "127.0.0.1:" + first.port("sandbox.kafka.port"))
                        .with("redis.url", "redis://127.0.0.1:" + first.port("sandbox.redis.port"))
                        .start()
                        .awaitReady();
                assertThat(nodes(second)).hasSize(2);
                eventually("the first sees both", () -> nodes(first).size() == 2);
            }
        }
    }

    private static NodeProcess withoutInternalPorts(String name, String member) throws Exception {
        return NodeProcess.named(name)
                .with("cluster.name", "internal-ports")
                .with("cluster.members", member)
                .with("cluster.port", "")
                .with("cluster.busPort", "0")
                .with("sandbox.kafka.controllerPort", "");
    }

    private static JsonArray nodes(NodeProcess node) throws Exception {
        return new JsonObject(Http.of(node).get("/v1/cluster").body()).getJsonArray("nodes");
    }

    private static void refusesTaken(String key, String members) throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                NodeProcess node = NodeProcess.named("taken")) {
            node.with("cluster.members", members).with(key, String.valueOf(taken.getLocalPort()));

            assertThat(refusal(node)).contains(key).contains(String.valueOf(taken.getLocalPort()));
        }
    }

    @Test
    void shouldLeaveThePortsOfAClusterToOthersWhenAlone() throws Exception {
        try (ServerSocket membership = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                ServerSocket bus = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                NodeProcess node = NodeProcess.named("alone")) {
            node.with("cluster.port", String.valueOf(membership.getLocalPort()))
                    .with("cluster.busPort", String.valueOf(bus.getLocalPort()))
                    .start()
                    .awaitReady();

            assertThat(Http.of(node).get("/v1/cluster").body())
                    .doesNotContain(String.valueOf(membership.getLocalPort()))
                    .doesNotContain(String.valueOf(bus.getLocalPort()));
        }
    }

    @Test
    void shouldNameEveryBadSettingWhenRefused() throws Exception {
        try (NodeProcess node = NodeProcess.named("settings")) {
            node.with("http.port", "many").with("http.prot", "1");

            assertThat(refusal(node)).contains("http.port").contains("many").contains("PLAYHEAD_HTTP_PROT");
        }
    }

    @Test
    void shouldListEveryKeyWhenAskedForHelp() throws Exception {
        try (NodeProcess node = NodeProcess.named("help")) {
            Process help =
                    node.command(List.of("--help")).redirectErrorStream(true).start();
            String said = new String(help.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

            assertThat(help.waitFor()).isZero();
            assertThat(said).contains("http.port", "tcp.topic", "auth.tokens", "kafka.bootstrap.servers", "redis.url");
        }
    }

    private static String refusal(NodeProcess node) throws Exception {
        Process refused = node.command(List.of()).redirectErrorStream(true).start();
        String said = new String(refused.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(refused.waitFor(Duration.ofSeconds(30).toSeconds(), TimeUnit.SECONDS))
                .isTrue();
        assertThat(refused.exitValue()).as(said).isNotZero();
        assertThat(said).doesNotContain("\tat ");
        return said;
    }
}
