package dev.playhead.ws;

import dev.playhead.delivery.Delivery;
import dev.playhead.delivery.DeliverySettings;
import dev.playhead.edge.Budget;
import dev.playhead.edge.EdgeMemory;
import dev.playhead.event.Event;
import dev.playhead.event.Partition;
import dev.playhead.event.Refusal;
import dev.playhead.filter.FilterCodec;
import dev.playhead.filter.FilterLimits;
import dev.playhead.metrics.Meters;
import dev.playhead.tcp.HalfCloseTransport;
import dev.playhead.testing.Defaults;
import dev.playhead.testing.MemoryLog;
import dev.playhead.tracing.Traces;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.http.ClientWebSocket;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.transport.Transport;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** A log in memory behind a real server, and clients of it. */
final class StreamFixture implements AutoCloseable {
    final AtomicLong clock = new AtomicLong(1_700_000_000_000L);
    final MemoryLog log = new MemoryLog(clock::incrementAndGet);
    final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    final EdgeMemory memory = new EdgeMemory(new Budget(64 << 20), new Budget(64 << 20));
    final Vertx vertx = Vertx.builder()
            .withTransport(new HalfCloseTransport(Transport.NIO, memory))
            .build();
    final Delivery delivery;
    final GroupFixture groups;
    final WsEdge edge;
    private final HttpServer server;
    private final WebSocketClient client;

    StreamFixture() {
        this(Defaults.of(WsSettings.class));
    }

    StreamFixture(WsSettings settings) {
        delivery = new Delivery(
                Defaults.of(DeliverySettings.class),
                log,
                log,
                new FilterCodec(Defaults.of(FilterLimits.class), () -> {}),
                new Meters(registry),
                Traces.OFF);
        groups = new GroupFixture(vertx, log, delivery, new Meters(registry));
        edge = new WsEdge(settings, vertx, memory, delivery, groups.streams, groups.targets);
        server = await(vertx.createHttpServer(edge.options(new HttpServerOptions()))
                .requestHandler(this::serve)
                .listen(0, "127.0.0.1"));
        client = vertx.createWebSocketClient(
                new WebSocketClientOptions().setMaxFrameSize(64 << 20).setMaxMessageSize(64 << 20));
    }

    private void serve(HttpServerRequest request) {
        Refusal missing = request.headers().contains("Upgrade") ? null : edge.missing(request);
        if (missing == null) {
            edge.upgrade(request, refusal -> refuse(request, refusal));
        } else {
            refuse(request, missing);
        }
    }

    private static void refuse(HttpServerRequest request, Refusal refusal) {
        request.response()
                .setStatusCode(refusal.problem().status())
                .end(refusal.problem().code() + ": " + refusal.detail() + refusal.faults());
    }

    int port() {
        return server.actualPort();
    }

    /** A client at that path; its first frames are kept. */
    StreamClient connect(String uri, String... protocols) {
        WebSocketConnectOptions options = new WebSocketConnectOptions()
                .setHost("127.0.0.1")
                .setPort(port())
                .setURI(uri);
        List.of(protocols).forEach(options::addSubProtocol);
        for (int attempt = 1; ; attempt++) {
            ClientWebSocket socket = client.webSocket();
            StreamClient made = new StreamClient(socket);
            try {
                await(socket.connect(options));
                return made;
            } catch (RuntimeException | AssertionError failure) {
                // Vert.x' client sets its handlers after the handshake and fails where all has come and gone by then
                if (attempt == 20 || !String.valueOf(failure.getMessage()).contains("WebSocket is closed")) {
                    throw failure;
                }
            }
        }
    }

    StreamClient subscribe(String frame) {
        StreamClient made = connect("/v1/stream");
        made.send(frame);
        return made;
    }

    /** Appends an event with that id; its type is {@code even} or {@code odd}. */
    long put(String topic, int partition, String key, int id) {
        return log.put(
                new Partition(topic, partition),
                key.getBytes(StandardCharsets.UTF_8),
                event(id).getBytes(StandardCharsets.UTF_8),
                List.of(new Event.Header(
                        "content-type", "application/cloudevents+json".getBytes(StandardCharsets.UTF_8))),
                clock.incrementAndGet());
    }

    long put(String topic, int partition, int id) {
        return log.put(new Partition(topic, partition), event(id));
    }

    static String event(int id) {
        return "{\"specversion\":\"1.0\",\"id\":\"" + id + "\",\"source\":\"/test\",\"type\":\""
                + (id % 2 == 0 ? "even" : "odd") + "\",\"data\":{\"n\":" + id + "}}";
    }

    static <T> T await(io.vertx.core.Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        await(vertx.close());
    }
}
