package dev.playhead.e2e;

import static dev.playhead.e2e.harness.Stream.request;
import static dev.playhead.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.e2e.harness.Http;
import dev.playhead.e2e.harness.Lines;
import dev.playhead.e2e.harness.NodeProcess;
import dev.playhead.e2e.harness.RawSocket;
import dev.playhead.e2e.harness.Samples;
import dev.playhead.e2e.harness.Stream;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * Clients that mean harm or are broken, against a node of 256 MiB of heap that ends itself when that is not enough. After
 * each of them the node serves others as before, and holds no more memory than it may.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("slow")
final class HostileIT {
    private static final int EVENTS = 40_000;
    private static final int CLIENTS = 50;
    private static final long MOST_KILOBYTES = 700 * 1024;
    private static final Duration SOON = Duration.ofSeconds(10);

    private final Vertx vertx = Vertx.vertx();
    private final List<RawSocket> sockets = new ArrayList<>();
    private final AtomicInteger probes = new AtomicInteger();
    private NodeProcess node;

    @BeforeAll
    void start() throws Exception {
        node = NodeProcess.named("hostile").with("http.bodyTimeout", "2s");
        node.start().awaitReady();
        Http.of(node).makeTopic("big", 4);
        Http.of(node).makeTopic("probe", 1);
        String padding = "\"padding\":\"" + "x".repeat(1000) + "\"";
        List<String> events = new ArrayList<>();
        for (int number = 0; number < EVENTS; number++) {
            events.add(Samples.event("big-" + number, "key-" + number % 100, padding));
        }
        Http.of(node).post("big", "", Samples.lines(events));
    }

    @AfterEach
    void othersAreUnharmed() throws Exception {
        serves();
        assertThat(node.residentKilobytes()).as("resident memory").isLessThan(MOST_KILOBYTES);
        for (RawSocket socket : sockets) {
            socket.close();
        }
        sockets.clear();
        eventually("no subscription is left", () -> Http.of(node).meters().sum("playhead_subscriptions") == 0);
    }

    @AfterAll
    void stop() throws Exception {
        vertx.close();
        assertThat(node.terminate()).isZero();
        node.close();
    }

    @Test
    void shouldServeOthersWhenClientsNeverRead() throws Exception {
        for (int client = 0; client < CLIENTS; client++) {
            webSocket().subscribe("big", "9223372036854775807");
        }
        eventually("all are subscribed", () -> Http.of(node).meters().sum("playhead_subscriptions") == CLIENTS);
        serves();
    }

    @Test
    void shouldServeOthersWhenClientsReadAByteNowAndThen() throws Exception {
        ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
        try {
            AtomicInteger read = new AtomicInteger();
            for (int client = 0; client < 10; client++) {
                RawSocket slow = webSocket().subscribe("big", "1000000");
                clock.scheduleAtFixedRate(
                        () -> {
                            try {
                                slow.read();
                                read.incrementAndGet();
                            } catch (IOException closed) {
                                throw new IllegalStateException(closed);
                            }
                        },
                        0,
                        100,
                        TimeUnit.MILLISECONDS);
            }
            eventually("some bytes are read", () -> read.get() > 100);
            serves();
        } finally {
            clock.shutdownNow();
        }
    }

    @Test
    void shouldSendNothingWhenNoCreditIsAskedFor() throws Exception {
        List<Stream> idle = new ArrayList<>();
        for (int client = 0; client < CLIENTS; client++) {
            idle.add(Stream.subscribe(vertx, node, request("big", "earliest")));
        }
        serves();
        assertThat(idle).allMatch(Stream::quiet);
        idle.forEach(Stream::close);
    }

    @Test
    void shouldSaturateWhenCreditIsEndless() throws Exception {
        try (Stream stream = Stream.subscribe(vertx, node, request("big", "earliest"))) {
            for (String n : List.of("9223372036854775807", "9223372036854775808", "9223372036854775807")) {
                stream.sendText("{\"op\":\"request\",\"n\":" + n + "}");
            }
            int events = 0;
            while (events < EVENTS) {
                JsonObject frame = new JsonObject(stream.nextText());
                assertThat(frame.getString("op")).isIn("events", "caughtUp", "fellBehind");
                events += Stream.deliveries(frame).size();
            }
            assertThat(events).isEqualTo(EVENTS);
        }
    }

    @Test
    void shouldAnswerWhenCreditIsNonsense() throws Exception {
        try (Stream stream = Stream.subscribe(vertx, node, request("big", "earliest"))) {
            for (String n : List.of("0", "-1", "1.5", "\"many\"", "null")) {
                stream.sendText("{\"op\":\"request\",\"n\":" + n + "}");
                assertThat(stream.next().getString("op")).as(n).isEqualTo("problem");
            }
            stream.take(10, 10, delivery -> {});
        }
    }

    @Test
    void shouldAnswerAndGoOnWhenAFrameIsHuge() throws Exception {
        for (int bytes : new int[] {5 << 20, 16 << 20}) {
            try (Stream stream = Stream.open(vertx, node, "/v1/stream")) {
                stream.sendText("{\"op\":\"confirm\",\"ref\":7,\"ids\":[\"" + "x".repeat(bytes) + "\"]}");
                JsonObject problem = stream.next();
                assertThat(problem.getString("code")).isEqualTo("too_large");
                assertThat(problem.getLong("ref")).isEqualTo(7);
                stream.send(new JsonObject().put("op", "subscribe").mergeIn(request("big", "earliest")));
                assertThat(stream.next().getString("op")).isEqualTo("subscribed");
            }
        }
    }

    @Test
    void shouldAnswerAndGoOnWhenALineIsHuge() throws Exception {
        try (Lines lines = Lines.to(node, "probe")) {
            lines.send("x".repeat(16 << 20)).send(probe()).finish();
            List<JsonObject> receipts = new ArrayList<>(lines.receipts());
            receipts.addAll(lines.receipts());
            assertThat(receipts.get(0).getJsonObject("problem").getString("code"))
                    .isEqualTo("too_large");
            assertThat(receipts.get(1).containsKey("offset")).isTrue();
        }
    }

    @Test
    void shouldRefuseWhenABodyIsHuge() throws Exception {
        String huge = Samples.event("huge", "key", "\"padding\":\"" + "x".repeat(17 << 20) + "\"");
        for (String type : List.of("application/cloudevents+json", "application/cloudevents-batch+json")) {
            try (RawSocket raw = new RawSocket(node.http())) {
                raw.write("POST /v1/topics/probe/events HTTP/1.1\r\nHost: localhost\r\nContent-Type: " + type
                        + "\r\nContent-Length: " + huge.length() + "\r\n\r\n");
                assertThat(raw.readHead()).as(type).startsWith("HTTP/1.1 413");
            }
        }
    }

    @Test
    void shouldBeSeenToRefuseWhenAllIsSentBeforeAnythingIsRead() throws Exception {
        byte[] lines = (probe() + "\n").repeat(100_000).getBytes();
        try (RawSocket raw = new RawSocket(node.http())) {
            raw.write("POST /v1/topics/playhead.reserved/events HTTP/1.1\r\nHost: localhost\r\nContent-Type: "
                            + "application/x-ndjson\r\nContent-Length: " + lines.length + "\r\n\r\n")
                    .write(lines);
            assertThat(raw.readHead()).startsWith("HTTP/1.1 403");
            raw.readRest(65_536); // Ends, as the node closes the connection.
        }
    }

    @Test
    void shouldServeOthersWhenFramesNeverEnd() throws Exception {
        for (int client = 0; client < CLIENTS; client++) {
            webSocket().partOfFrame(RawSocket.TEXT, 60_000, "{\"op\":\"subs".getBytes());
        }
        serves();
    }

    @Test
    void shouldServeOthersWhenBodiesNeverEnd() throws Exception {
        for (int client = 0; client < CLIENTS; client++) {
            raw(node.http())
                    .write("POST /v1/topics/probe/events HTTP/1.1\r\nHost: localhost:" + node.http()
                            + "\r\nContent-Type: application/cloudevents+json\r\nContent-Length: 1000\r\n\r\n{\"spec");
            raw(node.tcp()).write("{\"specversion\":");
        }
        serves();
        assertThat(sockets.get(0).readHead()).startsWith("HTTP/1.1 408");
    }

    @Test
    void shouldRefuseWhenJsonIsDeep() throws Exception {
        String deep = Samples.event("deep", "key", "\"deep\":" + "[".repeat(100_000) + "]".repeat(100_000));
        var answer = Http.of(node).call("POST", "/v1/topics/probe/events", "application/cloudevents+json", deep);
        assertThat(answer.statusCode()).isEqualTo(413);
        try (Lines lines = Lines.to(node, "probe")) {
            lines.send(deep).finish();
            assertThat(lines.receipts().get(0).containsKey("problem")).isTrue();
        }
        String filter = "{\"not\":".repeat(5000) + "{\"exact\":{\"type\":\"a\"}}" + "}".repeat(5000);
        try (Stream stream = Stream.open(vertx, node, "/v1/stream")) {
            stream.sendText("{\"op\":\"subscribe\",\"topics\":[\"big\"],\"filter\":[" + filter + "]}");
            assertThat(stream.next().getString("op")).isEqualTo("problem");
        }
    }

    @Test
    void shouldServeOthersWhenPingsFlood() throws Exception {
        byte[] payload = new byte[125];
        for (int client = 0; client < 5; client++) {
            RawSocket flooding = webSocket();
            CompletableFuture.runAsync(() -> {
                try {
                    for (int ping = 0; ping < 1_000_000; ping++) {
                        flooding.frame(RawSocket.PING, payload);
                    }
                } catch (IOException closed) {
                    // Cut off, or stopped by the test's end.
                }
            });
        }
        for (int round = 0; round < 20; round++) {
            serves();
        }
    }

    @Test
    void shouldForgetThemWhenClientsVanish() throws Exception {
        for (int client = 0; client < CLIENTS; client++) {
            webSocket().subscribe("big", "1000000");
        }
        eventually("all are subscribed", () -> Http.of(node).meters().sum("playhead_subscriptions") == CLIENTS);
        for (RawSocket socket : sockets) {
            socket.vanish();
        }
        eventually("all are gone", () -> Http.of(node).meters().sum("playhead_subscriptions") == 0);
    }

    @Test
    void shouldAnswerWhenFramesAreNotOfTheProtocol() throws Exception {
        try (Stream stream = Stream.open(vertx, node, "/v1/stream")) {
            for (String frame : List.of(
                    "", "{", "[]", "7", "{}", "{\"op\":7}", "{\"op\":\"dance\"}", "{\"op\":\"request\",\"n\":1}")) {
                stream.sendText(frame);
                assertThat(stream.next().getString("op")).as(frame).isEqualTo("problem");
            }
            stream.sendBinary(new byte[] {1, 2, 3});
            assertThat(stream.next().getString("op")).isEqualTo("problem");
            stream.send(new JsonObject().put("op", "subscribe").mergeIn(request("big", "earliest")));
            assertThat(stream.next().getString("op")).isEqualTo("subscribed");
        }
    }

    /** A bystander's event goes in and comes out, soon. */
    private void serves() throws Exception {
        long begin = System.nanoTime();
        try (Stream stream =
                        Stream.subscribe(vertx, node, request("probe", "latest").put("credit", 1));
                Lines lines = Lines.to(node, "probe")) {
            lines.send(probe()).flush();
            assertThat(lines.receipts().get(0).containsKey("offset")).isTrue();
            assertThat(stream.await("events").getJsonArray("events")).hasSize(1);
        }
        assertThat(Duration.ofNanos(System.nanoTime() - begin))
                .as("a bystander's round trip")
                .isLessThan(SOON);
    }

    private String probe() {
        return Samples.event("probe-" + probes.incrementAndGet(), "key", "\"n\":1");
    }

    private RawSocket webSocket() throws IOException {
        RawSocket socket = RawSocket.webSocket(node.http(), "/v1/stream");
        sockets.add(socket);
        return socket;
    }

    private RawSocket raw(int port) throws IOException {
        RawSocket socket = new RawSocket(port);
        sockets.add(socket);
        return socket;
    }
}
