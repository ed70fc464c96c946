package dev.playhead.e2e;

import static dev.playhead.e2e.harness.Stream.request;
import static dev.playhead.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.e2e.harness.Delivery;
import dev.playhead.e2e.harness.Feeder;
import dev.playhead.e2e.harness.Http;
import dev.playhead.e2e.harness.NodeProcess;
import dev.playhead.e2e.harness.Samples;
import dev.playhead.e2e.harness.Stream;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Kafka and Redis killed under load, as they die in production, and what the clients see of it. */
@Tag("slow")
final class OutageIT {
    private static final int EVENTS = 60_000;
    private static final int KEYS = 500;
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final Vertx vertx = Vertx.vertx();
    private NodeProcess node;

    @BeforeEach
    void start() throws Exception {
        node = NodeProcess.started("outage");
        Http.of(node).makeTopic("orders", 8);
    }

    @AfterEach
    void stop() throws Exception {
        vertx.close();
        node.close();
    }

    @Test
    void shouldLoseAndReorderNothingWhenKafkaIsKilledInMidLoad() throws Exception {
        List<String> events = Samples.events("k", EVENTS, KEYS);
        Feeder feeder = new Feeder(node, "orders");
        List<Delivery> delivered = new ArrayList<>();
        try (Stream stream = Stream.subscribe(vertx, node, request("orders", "earliest"))) {
            CompletableFuture<Void> feed = CompletableFuture.runAsync(() -> feeder.feed(events, PATIENCE));
            for (int kill = 1; kill <= 2; kill++) {
                long mark = kill * EVENTS / 4L;
                eventually("a part of the load is stored", () -> feeder.stored() >= mark);
                node.kafka().destroyForcibly();
                eventually("readiness is down", () -> !Http.of(node).ready());
                node.awaitReady();
            }
            stream.take(EVENTS, 1000, delivered::add);
            feed.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        }
        assertThat(Http.of(node).count("orders")).isEqualTo(EVENTS);
        inOrder(delivered);
    }

    @Test
    void shouldLoseNothingWhenKafkaIsKilledUnderNdjson() throws Exception {
        AtomicReference<List<String>> rest = new AtomicReference<>(Samples.events("n", EVENTS, KEYS));
        CompletableFuture<Void> kill = CompletableFuture.runAsync(() -> {
            eventually(
                    "some are stored",
                    () -> Http.of(node).meters().sum("playhead_appends_total", "topic=\"orders\"") > 1000);
            try {
                node.kafka().destroyForcibly();
            } catch (java.io.IOException gone) {
                throw new java.io.UncheckedIOException(gone);
            }
        });
        eventually(PATIENCE, "every event is stored", () -> {
            rest.set(refused(rest.get()));
            return rest.get().isEmpty();
        });
        kill.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);

        List<Delivery> delivered = new ArrayList<>();
        try (Stream stream =
                Stream.subscribe(vertx, node, request("orders", "earliest").put("to", "now"))) {
            stream.takeAll(5000, delivered::add);
        }
        // First, because it shows the two positions of one event that was stored twice.
        inOrder(delivered);
        assertThat(delivered.size()).isEqualTo(EVENTS);
    }

    @Test
    void shouldGoOnWhenRedisIsKilled() throws Exception {
        List<String> events = Samples.events("r", EVENTS, KEYS);
        Feeder feeder = new Feeder(node, "orders");
        CompletableFuture<Void> feed = CompletableFuture.runAsync(() -> feeder.feed(events, PATIENCE));
        eventually("a part of the load is stored", () -> feeder.stored() >= EVENTS / 4);
        ProcessHandle redis = node.redis();
        redis.destroyForcibly();
        redis.onExit().get(10, TimeUnit.SECONDS);
        feed.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        eventually(
                "Redis is back", () -> node.redis().isAlive() && Http.of(node).ready());

        assertThat(feeder.stored()).isEqualTo(EVENTS);
        List<JsonObject> told = Http.of(node).post("orders", "", Samples.lines(Samples.events("after", 10, 3)));
        assertThat(told.get(0).getLong("stored")).isEqualTo(10);
    }

    @Test
    void shouldRefuseWithRetryAfterWhenKafkaIsAway() throws Exception {
        ProcessHandle kafka = node.kafka();
        stopped(kafka, () -> {
            var answer = Http.of(node)
                    .call(
                            "POST",
                            "/v1/topics/orders/events",
                            "application/cloudevents+json",
                            Samples.event("one", "key", "\"n\":1"));

            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(503);
            assertThat(answer.headers().firstValue("retry-after")).isPresent();
            assertThat(new JsonObject(answer.body()).getBoolean("retryable")).isTrue();
            return null;
        });
        eventually(
                "appends are taken again",
                () -> Http.of(node)
                                .call(
                                        "POST",
                                        "/v1/topics/orders/events",
                                        "application/cloudevents+json",
                                        Samples.event("two", "key", "\"n\":2"))
                                .statusCode()
                        == 200);
    }

    /** While the process is stopped, alive and mute. */
    private static void stopped(ProcessHandle process, java.util.concurrent.Callable<Void> meanwhile) throws Exception {
        signal("STOP", process);
        try {
            meanwhile.call();
        } finally {
            signal("CONT", process);
        }
    }

    private static void signal(String name, ProcessHandle process) throws Exception {
        assertThat(new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid()))
                        .start()
                        .waitFor())
                .isZero();
    }

    private List<String> refused(List<String> events) throws Exception {
        try {
            List<JsonObject> told = Http.of(node).post("orders", "", Samples.lines(events));
            int refused = told.get(told.size() - 1).getInteger("refused");
            if (refused > told.size() - 1) {
                return events; // Not all were told one by one.
            }
            return told.stream()
                    .filter(line -> line.containsKey("problem"))
                    .map(line -> {
                        assertThat(line.getJsonObject("problem").getBoolean("retryable"))
                                .as("%s", line)
                                .isTrue();
                        return events.get(line.getInteger("line") - 1);
                    })
                    .toList();
        } catch (java.io.IOException cutOff) {
            return events;
        }
    }

    /** Each once, and each key's in the order sent. */
    private static void inOrder(List<Delivery> delivered) {
        Map<String, Integer> last = new HashMap<>();
        Map<Integer, Delivery> seen = new HashMap<>();
        for (Delivery delivery : delivered) {
            int number = delivery.event().getJsonObject("data").getInteger("n");
            assertThat(seen.put(number, delivery)).as("%s before", delivery).isNull();
            Integer before = last.put(delivery.event().getString("subject"), number);
            assertThat(number)
                    .as("after %s of the same key", before)
                    .isEqualTo(before == null ? number % KEYS : before + KEYS);
        }
    }
}
