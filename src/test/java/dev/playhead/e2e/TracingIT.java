package dev.playhead.e2e;

import static dev.playhead.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.e2e.harness.Http;
import dev.playhead.e2e.harness.NodeProcess;
import dev.playhead.testing.Collector;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The way of a trace through a node, and what the node tells a collector of its own work. */
final class TracingIT {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
    private static final String PARENT = "00-" + TRACE + "-b7ad6b7169203331-01";
    private static final String OWN = "11111111111111111111111111111111";
    private static final String EVENT = "{\"specversion\":\"1.0\",\"id\":\"%s\",\"source\":\"/t\",\"type\":\"t\"%s}";

    @Test
    void shouldGoThroughTheLogAndToTheCollectorWhenSwitchedOn() throws Exception {
        try (Collector collector = new Collector();
                NodeProcess node = NodeProcess.named("tracing")
                        .with("tracing.enabled", "true")
                        .with("tracing.sample", "1")
                        .with("tracing.interval", "100ms")
                        .with("tracing.endpoint", collector.endpoint())) {
            node.start().awaitReady();
            Http http = Http.of(node);
            String own = ",\"traceparent\":\"00-" + OWN + "-b7ad6b7169203331-01\"";

            http.withHeaders("traceparent", PARENT, "tracestate", "a=b")
                    .call("POST", "/v1/topics/one/events", "application/cloudevents+json", EVENT.formatted("1", own));
            http.withHeaders("traceparent", "malformed")
                    .call("POST", "/v1/topics/one/events", "application/cloudevents+json", EVENT.formatted("2", ""));
            http.withHeaders("traceparent", PARENT)
                    .post(
                            "one",
                            "",
                            new ByteArrayInputStream(
                                    (EVENT.formatted("3", own) + "\n").getBytes(StandardCharsets.UTF_8)));
            List<JsonObject> deliveries = new JsonObject(
                            http.get("/v1/topics/one/events?from=earliest&to=now&order=time")
                                    .body())
                    .getJsonArray("events").stream().map(JsonObject.class::cast).toList();

            assertThat(deliveries).hasSize(3);
            assertThat(deliveries.get(0).getString("traceparent")).isEqualTo(PARENT);
            assertThat(deliveries.get(0).getString("tracestate")).isEqualTo("a=b");
            assertThat(deliveries.get(0).getJsonObject("event").encode()).isEqualTo(EVENT.formatted("1", own));
            assertThat(deliveries.get(1).containsKey("traceparent")).isFalse();
            assertThat(deliveries.get(2).containsKey("traceparent")).isFalse();
            eventually(
                    PATIENCE,
                    "all spans have come",
                    () -> collector.spans("append one").size() == 3
                            && !collector.spans("deliver one").isEmpty());
            assertThat(collector.spans("append one")).anySatisfy(span -> {
                assertThat(span.traceId()).isEqualTo(TRACE);
                assertThat(span.links()).containsExactly(OWN);
                assertThat(span.attributes())
                        .containsEntry("messaging.destination.name", "one")
                        .containsEntry("messaging.batch.message_count", "1")
                        .containsEntry("playhead.stored", "1");
            });
            assertThat(collector.spans("append one"))
                    .anyMatch(span -> span.parent().isEmpty() && span.links().equals(List.of(OWN)));
            assertThat(collector.spans("deliver one").stream().flatMap(span -> span.links().stream()))
                    .containsExactlyInAnyOrder(TRACE, OWN);
        }
    }
}
