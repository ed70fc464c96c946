package dev.playhead.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.contract.Contract;
import dev.playhead.e2e.harness.Http;
import dev.playhead.e2e.harness.Lines;
import dev.playhead.e2e.harness.NodeProcess;
import dev.playhead.e2e.harness.Samples;
import dev.playhead.e2e.harness.Stream;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The served contract, tried on the node that serves it: its examples are sent, and the answers judged by its schemas. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("slow")
final class ContractIT {
    private final Contract contract = new Contract();
    private final Vertx vertx = Vertx.vertx();
    private NodeProcess node;
    private Http http;

    @BeforeAll
    void start() throws Exception {
        node = NodeProcess.started("contract");
        http = Http.of(node);
        http.makeTopic("orders", 1);
        http.post("orders", "", Samples.lines(Samples.events("c", 20, 3)));
    }

    @AfterAll
    void stop() throws Exception {
        vertx.close();
        node.close();
    }

    @Test
    void shouldServeItsContractWhenAsked() throws Exception {
        assertThat(http.get("/openapi.yaml").body()).contains("openapi: 3.1").contains("/v1/topics/{topic}/events");
        assertThat(http.get("/asyncapi.yaml").body()).contains("asyncapi: 3.0").contains("/v1/stream");
    }

    @Test
    void shouldTakeExamplesOfAppendsWhenSent() throws Exception {
        JsonObject append = contract.operations().get("POST /v1/topics/{topic}/events");
        Map<String, List<Object>> examples = contract.requestExamples(append);
        for (Object event : examples.get("application/cloudevents+json")) {
            valid("Receipt", body(200, send("application/cloudevents+json", ((JsonObject) event).encode())));
        }
        for (Object batch : examples.get("application/cloudevents-batch+json")) {
            valid("Receipts", body(200, send("application/cloudevents-batch+json", ((JsonArray) batch).encode())));
        }
        for (Object lines : examples.get("application/x-ndjson")) {
            for (String query : List.of("", "?receipts=all")) {
                String answer = http.call(
                                "POST", "/v1/topics/examples/events" + query, "application/x-ndjson", (String) lines)
                        .body();
                answer.lines().forEach(line -> valid("StreamedAnswer", new JsonObject(line)));
            }
        }
    }

    @Test
    void shouldTakeExamplesOfTopicsWhenSent() throws Exception {
        JsonObject create = contract.operations().get("PUT /v1/topics/{topic}");
        List<Object> settings = contract.requestExamples(create).get("application/json");
        for (int example = 0; example < settings.size(); example++) {
            String path = "/v1/topics/example-" + example;
            String json = ((JsonObject) settings.get(example)).encode();
            valid("Topic", body(201, http.call("PUT", path, "application/json", json)));
            valid("Topic", body(200, http.call("PUT", path, "application/json", json)));
        }
    }

    @Test
    void shouldTakeExamplesOfChangesWhenSent() throws Exception {
        JsonObject change = contract.operations().get("PATCH /v1/topics/{topic}");
        String path = "/v1/topics/changing";
        body(201, http.call("PUT", path, "application/json", "{\"partitions\":2}"));
        for (Object patch : contract.requestExamples(change).get("application/json")) {
            valid("Topic", body(200, http.call("PATCH", path, "application/json", ((JsonObject) patch).encode())));
        }
        assertThat(body(200, http.get(path)).getInteger("partitions")).isEqualTo(16);
        refused(409, "topic_mismatch", http.call("PATCH", path, "application/json", "{\"partitions\":2}"));

        assertThat(http.call("DELETE", path, "text/plain", "").statusCode()).isEqualTo(204);

        refused(404, "topic_not_found", http.get(path));
    }

    @Test
    void shouldAnswerByItsSchemasWhenRead() throws Exception {
        JsonObject page = body(200, http.get("/v1/topics/orders/events?from=earliest&limit=7"));
        valid("Page", page);
        assertThat(page.getJsonArray("events")).hasSize(7);
        valid("Page", body(200, http.get("/v1/topics/orders/events?after=" + page.getString("token"))));
        valid("Delivery", body(200, http.get("/v1/topics/orders/events/0/3")));
        valid("Topic", body(200, http.get("/v1/topics/orders")));
        valid("Topics", body(200, http.get("/v1/topics")));
        valid("Ready", new JsonObject(http.health("/health/ready").body()));
        valid("Live", new JsonObject(http.health("/health/live").body()));
    }

    @Test
    void shouldAnswerProblemsByTheirSchemaWhenRefusing() throws Exception {
        refused(404, "topic_not_found", http.get("/v1/topics/nothing"));
        refused(404, "topic_not_found", http.get("/v1/topics/nothing/events"));
        refused(404, "not_found", http.get("/v1/nothing"));
        refused(404, "not_found", http.get("/v1/topics/orders/events/0/99999"));
        refused(405, "method_not_allowed", http.call("POST", "/v1/topics/orders", "text/plain", ""));
        refused(404, "topic_not_found", http.call("DELETE", "/v1/topics/nothing", "text/plain", ""));
        refused(
                404,
                "topic_not_found",
                http.call("PATCH", "/v1/topics/nothing", "application/json", "{\"retention\":\"P1D\"}"));
        refused(409, "topic_mismatch", http.call("PUT", "/v1/topics/orders", "application/json", "{\"partitions\":3}"));
        refused(403, "reserved_topic", http.call("PUT", "/v1/topics/__x", "application/json", "{}"));
        refused(400, "invalid_request", http.call("PUT", "/v1/topics/a", "application/json", "{\"parts\":3}"));
        refused(400, "invalid_request", http.get("/v1/topics/orders/events?limit=0"));
        refused(400, "invalid_request", http.get("/v1/topics/orders/events?form=earliest"));
        refused(400, "invalid_token", http.get("/v1/topics/orders/events?after=nonsense"));
        refused(415, "unsupported_media_type", send("text/plain", "hello"));
        refused(400, "malformed", send("application/cloudevents+json", "{\"specversion\":"));
        refused(400, "invalid_event", send("application/cloudevents+json", "{\"specversion\":\"1.0\"}"));
    }

    @Test
    void shouldTakeExamplesOfFramesWhenSent() throws Exception {
        for (JsonObject frame : examplesOf("subscribe")) {
            try (Stream stream = Stream.open(vertx, node, "/v1/stream")) {
                stream.send(frame);
                JsonObject answer = stream.next();
                assertThat(answer.getString("op")).as("%s to %s", answer, frame).isEqualTo("subscribed");
                assertThat(contract.messageFaults("subscribed", answer)).isEmpty();
                for (JsonObject request : examplesOf("request")) {
                    stream.offer(request);
                }
                stream.offer(examplesOf("unsubscribe").get(0));
                judged(stream);
            }
        }
    }

    @Test
    void shouldSendFramesByTheirSchemasWhenStreaming() throws Exception {
        String path = "/v1/topics/orders/stream?from=earliest&to=now&credit=1000&type=sample.*";
        try (Stream stream = Stream.open(vertx, node, path)) {
            assertThat(judged(stream)).contains("subscribed", "events", "completed");
        }
    }

    @Test
    void shouldTakeExamplesOfLinesWhenSent() throws Exception {
        try (Lines lines = new Lines(node.tcp())) {
            lines.send(examplesOf("hello").get(0).encode()).flush();
            assertThat(contract.messageFaults("welcome", lines.read())).isEmpty();
            for (JsonObject event : examplesOf("event")) {
                lines.send(event.encode());
            }
            lines.send("not an event").finish();
            JsonObject receipts = lines.read();
            assertThat(contract.messageFaults("receipts", receipts))
                    .as("%s", receipts)
                    .isEmpty();
        }
    }

    /** Every frame to the end of the socket, by the schema of its op. */
    private Set<String> judged(Stream stream) throws Exception {
        Set<String> ops = new java.util.TreeSet<>();
        for (String text = stream.nextText(); text != null; text = stream.nextText()) {
            JsonObject frame = new JsonObject(text);
            ops.add(frame.getString("op"));
            assertThat(contract.messageFaults(frame.getString("op"), frame))
                    .as(text)
                    .isEmpty();
        }
        return ops;
    }

    private List<JsonObject> examplesOf(String message) {
        return contract.message(message).getJsonArray("examples").stream()
                .map(example -> ((JsonObject) example).getJsonObject("payload"))
                .toList();
    }

    private HttpResponse<String> send(String type, String body) throws Exception {
        return http.call("POST", "/v1/topics/examples/events", type, body);
    }

    private void refused(int status, String code, HttpResponse<String> answer) {
        JsonObject problem = body(status, answer);
        valid("Problem", problem);
        assertThat(problem.getString("code")).isEqualTo(code);
        assertThat(answer.headers().firstValue("content-type").orElseThrow()).startsWith("application/problem+json");
    }

    private static JsonObject body(int status, HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        return new JsonObject(answer.body());
    }

    private void valid(String schema, JsonObject value) {
        assertThat(contract.faults(schema, value)).as("%s by %s", value, schema).isEmpty();
    }
}
