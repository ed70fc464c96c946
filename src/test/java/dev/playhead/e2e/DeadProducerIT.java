package dev.playhead.e2e;

import static dev.playhead.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.e2e.harness.Cluster;
import dev.playhead.e2e.harness.FaultProxy.Way;
import dev.playhead.e2e.harness.Http;
import dev.playhead.e2e.harness.Samples;
import dev.playhead.e2e.harness.Stream;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/** A node ends, or halts, between the claim of its events and their append; a producer sends them again elsewhere. */
@Tag("slow")
@Timeout(240)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class DeadProducerIT {
    private static final int EVENTS = 50;
    private static final Duration SOON = Duration.ofSeconds(5);

    private final Vertx vertx = Vertx.vertx();
    private Cluster cluster;
    private Redis redis;
    private String topic;
    private int tests;

    @BeforeAll
    void open() throws Exception {
        cluster = Cluster.direct("dead-producer", 2);
        redis = Redis.createClient(vertx, cluster.stores().redisUrl());
    }

    @AfterAll
    void close() throws Exception {
        vertx.close();
        if (cluster != null) {
            cluster.close();
        }
    }

    @BeforeEach
    void begin() throws Exception {
        cluster.mend();
        topic = "orders-" + ++tests;
        Http.of(cluster.node(1)).makeTopic(topic, 3);
        warmUp("before");
    }

    /** Each node knows the topic and appends to it. */
    private void warmUp(String prefix) {
        for (int node = 0; node < cluster.size(); node++) {
            Http http = Http.of(cluster.node(node));
            String own = prefix + "-of-" + node;
            eventually("the node appends", () -> settled(http, own));
        }
    }

    @Test
    void shouldStoreThemElsewhereWhenTheNodeDiedBeforeItsAppend() throws Exception {
        long before = marks();
        cluster.stores().toKafka(0).silence(Way.TO_SERVER);
        post("lost");
        awaitClaimed("lost", before + EVENTS);

        cluster.node(0).kill();
        long died = System.nanoTime();
        cluster.stores().toKafka(0).reset(false);

        awaitSettled("lost");
        assertThat(Duration.ofNanos(System.nanoTime() - died)).isLessThan(SOON);
        assertStoredOnce("lost");
    }

    @Test
    void shouldFindThemWhenTheLogTakesThemAfterTheNodeDied() throws Exception {
        for (int late : List.of(0, 300, 1_200)) {
            cluster.mend();
            String prefix = "late-" + late;
            warmUp("before-" + prefix);
            long before = marks();
            cluster.stores().toKafka(0).silence(Way.TO_SERVER);
            post(prefix);
            awaitClaimed(prefix, before + EVENTS);

            cluster.node(0).kill();
            long died = System.nanoTime();
            CompletableFuture<Void> healed = CompletableFuture.runAsync(
                    () -> cluster.stores().toKafka(0).heal(),
                    CompletableFuture.delayedExecutor(late, TimeUnit.MILLISECONDS));

            awaitSettled(prefix);
            assertThat(Duration.ofNanos(System.nanoTime() - died)).as(prefix).isLessThan(SOON);
            healed.join();
            assertStoredOnce(prefix);
        }
    }

    @Test
    void shouldStoreNothingTwiceWhenTheNodeIsHaltedAndGoesOn() throws Exception {
        long before = marks();
        // The producer has one request under way at a time, and waits for its answer
        cluster.stores().toKafka(0).silence(Way.TO_CLIENT);
        post("sent");
        eventually("Kafka has them", () -> Http.of(cluster.node(1)).count(topic) == 3 * EVENTS);
        post("queued");
        awaitClaimed("queued", before + 2 * EVENTS);

        cluster.halt(0);
        cluster.stores().toKafka(0).heal();
        awaitSettled("sent");
        eventually("the cluster has removed it", () -> cluster.seen(1) == 1);
        for (int attempt = 0; attempt < 2; attempt++) {
            assertThat(summary(Http.of(cluster.node(1)), "queued").getInteger("stored"))
                    .isZero();
        }

        cluster.goOn(0);
        awaitSettled("queued");
        assertStoredOnce("sent");
        assertStoredOnce("queued");
    }

    /** Does not wait for the answer, which may never come. */
    private void post(String prefix) {
        CompletableFuture.runAsync(() -> {
            try {
                Http.of(cluster.node(0)).post(topic, "", Samples.lines(Samples.events(prefix, EVENTS, 10)));
            } catch (IOException | InterruptedException | RuntimeException dead) {
                // The node has died before it answered
            }
        });
    }

    /** Waits until the window has so many marks of the topic, and checks that another node does not append what is claimed. */
    private void awaitClaimed(String prefix, long marks) throws Exception {
        eventually("they are claimed", () -> marks() >= marks);
        List<JsonObject> answer = Http.of(cluster.node(1))
                .post(
                        topic,
                        "",
                        Samples.lines(Samples.events(prefix, EVENTS, 10).subList(0, 1)));
        assertThat(answer.toString()).contains("append_unknown", "window.silence");
    }

    private long marks() throws Exception {
        long marks = 0;
        for (Response key : answer(Request.cmd(Command.KEYS, "ph:w:{" + topic + "}:*"))) {
            marks += answer(Request.cmd(Command.HLEN, key.toString())).toLong();
        }
        return marks;
    }

    private Response answer(Request request) throws Exception {
        return redis.send(request).await(10, TimeUnit.SECONDS);
    }

    private void awaitSettled(String prefix) {
        eventually(Duration.ofSeconds(60), prefix + " are stored", () -> settled(Http.of(cluster.node(1)), prefix));
    }

    private boolean settled(Http http, String prefix) throws Exception {
        JsonObject summary = summary(http, prefix);
        return summary.getInteger("stored") + summary.getInteger("duplicate") == EVENTS;
    }

    private JsonObject summary(Http http, String prefix) throws Exception {
        List<JsonObject> answer = http.post(topic, "", Samples.lines(Samples.events(prefix, EVENTS, 10)));
        return answer.get(answer.size() - 1);
    }

    private void assertStoredOnce(String prefix) throws Exception {
        List<String> ids = new ArrayList<>();
        try (Stream stream = Stream.subscribe(
                vertx, cluster.node(1), Stream.request(topic, "earliest").put("to", "now"))) {
            stream.takeAll(200, delivery -> ids.add(delivery.event().getString("id")));
        }
        assertThat(ids).doesNotHaveDuplicates();
        assertThat(ids.stream().filter(id -> id.startsWith(prefix + "-"))).hasSize(EVENTS);
    }
}
