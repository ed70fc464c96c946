package dev.playhead.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.testing.Eventually;
import dev.playhead.testing.MemoryEdges;
import dev.playhead.testing.MemoryLog.Fate;
import io.vertx.core.json.JsonObject;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A node that stops answers what it has read. */
final class StopTest {
    private static final String HEAD = " HTTP/1.1\r\nHost: localhost\r\nContent-Type: ";
    private MemoryEdges edges;

    @BeforeEach
    void open() throws Exception {
        edges = new MemoryEdges(new MemoryEdges.Choice().with("http.lingering", "500ms"));
    }

    @AfterEach
    void close() {
        edges.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "?receipts=all"})
    void shouldHaveItsLastLineWhenAStreamOfLinesIsUnderWay(String query) throws Exception {
        try (MemoryEdges.Client client = edges.http()) {
            client.write("POST /v1/topics/orders/events" + query + HEAD
                    + "application/x-ndjson\r\nTransfer-Encoding: chunked\r\n\r\n");
            for (int id = 0; id < 7; id++) {
                chunk(client, event(id) + "\n");
            }
            chunk(client, "{\"specversion\":\"1.0\",\"id\":\"cut");
            Eventually.eventually("seven are stored", () -> edges.stored("orders") == 7);
            CompletableFuture<Void> stopped = CompletableFuture.runAsync(edges::stop);
            String answer = client.answer();
            JsonObject last = new JsonObject(answer.substring(answer.lastIndexOf('\n', answer.length() - 2)));
            assertThat(last.getInteger("stored")).as(answer).isEqualTo(7);
            assertThat(last.getInteger("refused")).isZero();
            assertThat(last.getJsonObject("problem").getString("code")).isEqualTo("going_away");
            assertThat(last.getString("token")).isNotEmpty();
            chunk(client, event(99) + "\n"); // It is thrown away, and resets nothing
            assertThat(client.rest()).isEmpty();
            stopped.get(5, TimeUnit.SECONDS);
        }
        assertThat(edges.stored("orders")).isEqualTo(7);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "POST /v1/topics/orders/events|application/cloudevents+json",
                "POST /v1/topics/orders/events|application/cloudevents-batch+json",
                "PUT /v1/topics/new|application/json",
                "PUT /v1/groups/new|application/json"
            })
    void shouldBeGoingAwayWhenHalfABodyIsHere(String request) throws Exception {
        String[] parts = request.split("\\|");
        try (MemoryEdges.Client client = edges.http()) {
            client.write(parts[0] + HEAD + parts[1] + "\r\nContent-Length: 1000\r\n\r\n{\"spec");
            Eventually.eventually("half is here", () -> edges.memory.received().taken() == 6);
            CompletableFuture<Void> stopped = CompletableFuture.runAsync(edges::stop);
            assertThat(client.answer())
                    .startsWith("HTTP/1.1 503")
                    .contains("\"code\":\"going_away\"")
                    .containsIgnoringCase("\r\nconnection: close\r\n");
            client.close();
            stopped.get(5, TimeUnit.SECONDS);
        }
        assertThat(edges.memory.received().taken()).isZero();
    }

    @Test
    void shouldBeAnsweredWhenABodyIsWholeAndTheLogIsNotDone() throws Exception {
        try (MemoryEdges.Client client = edges.http();
                MemoryEdges.Client idle = edges.http()) {
            edges.log.fate(Fate.HELD);
            String event = event(1);
            client.write("POST /v1/topics/orders/events" + HEAD + "application/cloudevents+json\r\nContent-Length: "
                    + event.length() + "\r\n\r\n" + event);
            Eventually.eventually("it is with the log", () -> edges.log.held() == 1);
            CompletableFuture<Void> stopped = CompletableFuture.runAsync(edges::stop);
            Eventually.eventually("it stops", edges::isStopping);
            idle.request(
                    "POST /v1/topics/orders/events",
                    "Content-Type: application/cloudevents+json\r\n",
                    event.getBytes());
            assertThat(idle.answer())
                    .startsWith("HTTP/1.1 503")
                    .contains("going_away")
                    .contains("connection: close");
            assertThat(stopped).isNotDone();
            edges.log.fate(Fate.STORED);
            assertThat(client.answer()).startsWith("HTTP/1.1 200").contains("connection: close");
            stopped.get(5, TimeUnit.SECONDS);
        }
    }

    private static void chunk(MemoryEdges.Client client, String text) throws Exception {
        client.write(Integer.toHexString(text.length()) + "\r\n" + text + "\r\n");
    }

    private static String event(int id) {
        return "{\"specversion\":\"1.0\",\"id\":\"" + id + "\",\"source\":\"/t\",\"type\":\"t\"}";
    }
}
