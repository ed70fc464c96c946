package dev.playhead.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.e2e.harness.Http;
import dev.playhead.e2e.harness.Lines;
import dev.playhead.e2e.harness.NodeProcess;
import dev.playhead.e2e.harness.Samples;
import dev.playhead.testing.KafkaTopicMaker;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Refusals of Kafka that stay, at each way in: every client hears them at once, with a code that forbids a second try. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("slow")
final class RefusedForGoodIT {
    private static final String STRUCTURED = "application/cloudevents+json";

    private static final String NDJSON = "application/x-ndjson";

    /** Streams wait for a log that is away as long as {@code ingest.outage} says: 30 s. */
    private static final long AT_ONCE_NANOS = 10_000_000_000L;

    private NodeProcess node;
    private Http http;

    @BeforeAll
    void start() throws Exception {
        node = NodeProcess.started("refused");
        http = Http.of(node);
    }

    @AfterAll
    void stop() throws Exception {
        node.close();
    }

    @ParameterizedTest
    @CsvSource({"eu.orders, eu_orders", "x_y.z, x.y_z", "dotted..twice, dotted._twice"})
    void shouldNameTheOtherTopicAtOnceWhenNamesCollide(String there, String wanted) throws Exception {
        http.makeTopic(there, 1);
        String event = Samples.event("a", "k", "\"n\":1");
        long since = System.nanoTime();

        collides(there, http.call("PUT", "/v1/topics/" + wanted, "application/json", "{}"));
        collides(there, http.call("POST", "/v1/topics/" + wanted + "/events", STRUCTURED, event));
        collides(there, http.call("POST", "/v1/topics/" + wanted + "/events", NDJSON, event + "\n" + event));
        try (Lines tcp = Lines.to(node, wanted)) {
            tcp.send(event).flush();
            collides(there, tcp.receipts().get(0).getJsonObject("problem"));
        }
        assertThat(System.nanoTime() - since).isLessThan(AT_ONCE_NANOS);
    }

    @Test
    void shouldSayThatTheTopicTakesNoSuchRecordWhenKafkaRefusesIt() throws Exception {
        Map<String, Object> config = Map.of("bootstrap.servers", "127.0.0.1:" + node.port("sandbox.kafka.port"));
        try (Admin admin = Admin.create(config)) {
            NewTopic small = new NewTopic("small", 1, (short) 1).configs(Map.of("max.message.bytes", "300"));
            KafkaTopicMaker.make(admin, small);
        }
        String wide = Samples.event("wide", "k", "\"n\":\"" + noise() + "\"");
        HttpResponse<String> refused = http.call("POST", "/v1/topics/small/events", STRUCTURED, wide);

        assertThat(refused.statusCode()).isEqualTo(413);
        assertThat(new JsonObject(refused.body()).getBoolean("retryable")).isFalse();
    }

    private static String noise() {
        java.util.Random random = new java.util.Random(7);
        StringBuilder text = new StringBuilder();
        random.ints(2000, 'a', 'z').forEach(letter -> text.append((char) letter));
        return text.toString();
    }

    private static void collides(String there, HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(409);
        collides(there, new JsonObject(answer.body()));
    }

    private static void collides(String there, JsonObject problem) {
        assertThat(problem.getString("code")).as("%s", problem).isEqualTo("topic_collides");
        assertThat(problem.getBoolean("retryable")).isFalse();
        assertThat(problem.getString("detail")).contains(there);
    }
}
