package dev.playhead.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.edge.Budget;
import dev.playhead.edge.EdgeMemory;
import dev.playhead.health.Health;
import dev.playhead.metrics.Meter;
import dev.playhead.metrics.Meters;
import dev.playhead.tcp.HalfCloseTransport;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.core.transport.Transport;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ManagementServerTest {
    private final HttpClient client = HttpClient.newHttpClient();
    private final Vertx vertx = Vertx.builder()
            .withTransport(
                    new HalfCloseTransport(Transport.NIO, new EdgeMemory(new Budget(1 << 20), new Budget(1 << 20))))
            .build();
    private final Health health = new Health(InstantSource.system(), List.of("kafka", "redis"));
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final ManagementServer server = new ManagementServer(
            new ManagementSettings(0, Duration.ofSeconds(45), Duration.ofSeconds(1), 1), "127.0.0.1", health, registry);

    @BeforeEach
    void listen() throws Exception {
        vertx.deployVerticle(server).await(10, TimeUnit.SECONDS);
    }

    @AfterEach
    void close() throws Exception {
        vertx.close().await(10, TimeUnit.SECONDS);
    }

    @Test
    void shouldTellEachReasonWhenNotReady() throws Exception {
        health.up("redis");
        health.down("kafka", "it was killed by signal 9");

        HttpResponse<String> answer = get("/health/ready");

        JsonObject dependencies = new JsonObject(answer.body()).getJsonObject("dependencies");
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(dependencies.getJsonObject("kafka").getString("reason")).isEqualTo("it was killed by signal 9");
        assertThat(dependencies.getJsonObject("kafka").getInstant("since")).isNotNull();
        assertThat(dependencies.getJsonObject("redis").getBoolean("up")).isTrue();
    }

    @Test
    void shouldBeReadyWhenAllAreUp() throws Exception {
        health.up("redis");
        health.up("kafka");

        HttpResponse<String> answer = get("/health/ready");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(new JsonObject(answer.body()).getBoolean("ready")).isTrue();
    }

    @Test
    void shouldLiveWhenNotReady() throws Exception {
        assertThat(get("/health/live").statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/health/ready", "/metrics"})
    void shouldBeInternalWithAnIdWhenAnAnswerThrows(String path) throws Exception {
        ManagementServer broken = new ManagementServer(
                new ManagementSettings(0, Duration.ofSeconds(45), Duration.ofSeconds(1), 1), "127.0.0.1", null, null);
        vertx.deployVerticle(broken).await(10, TimeUnit.SECONDS);

        HttpResponse<String> answer = client.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + broken.port() + path))
                        .build(),
                HttpResponse.BodyHandlers.ofString());

        assertThat(answer.statusCode()).isEqualTo(500);
        assertThat(new JsonObject(answer.body()).getString("code")).isEqualTo("internal");
        assertThat(answer.body()).containsPattern("failure=[0-9a-f]+");
    }

    @Test
    void shouldWriteItsMetersWhenScraped() throws Exception {
        new Meters(registry).counter(Meter.APPENDS, "orders", "stored").increment(3);

        HttpResponse<String> answer = get("/metrics");

        assertThat(answer.headers().firstValue("content-type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("text/plain"));
        assertThat(answer.body()).contains("playhead_appends_total{outcome=\"stored\",topic=\"orders\"} 3.0");
    }

    @Test
    void shouldRefuseWhenThePathOrMethodIsUnknown() throws Exception {
        assertThat(get("/elsewhere").statusCode()).isEqualTo(404);
        assertThat(client.send(
                                request("/metrics")
                                        .POST(HttpRequest.BodyPublishers.noBody())
                                        .build(),
                                HttpResponse.BodyHandlers.ofString())
                        .statusCode())
                .isEqualTo(405);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length: 0\r\nTransfer-Encoding: chunked\r\n",
                "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n",
                "Content-Length: 0\r\nContent-Length: 1\r\n",
                "A: b\r\n c\r\n"
            })
    void shouldEndTheConnectionWhenARequestHasTwoFramings(String headers) throws Exception {
        assertThat(said("GET /health/live HTTP/1.1\r\nHost: a\r\n" + headers
                        + "\r\n0\r\n\r\nGET /health/live HTTP/1.1\r\nHost: a\r\n\r\n"))
                .startsWith("HTTP/1.1 400")
                .containsIgnoringCase("\r\nconnection: close\r\n")
                .contains("\"code\":\"malformed\"")
                .doesNotContain("live\":true");
    }

    /** Returns the bytes that the server sends until it closes. */
    private String said(String bytes) throws Exception {
        try (Socket socket = new Socket("127.0.0.1", server.port())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    @Test
    void shouldTellItsMethodsAndAnswerHeadWithoutABody() throws Exception {
        assertThat(said("OPTIONS /metrics HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 204")
                .contains("allow: GET, HEAD, OPTIONS");
        assertThat(said("HEAD /health/live HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 200")
                .contains("content-length: 13")
                .endsWith("\r\n\r\n");
        assertThat(said("DELETE /health/live HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 405")
                .contains("\"code\":\"method_not_allowed\"");
        assertThat(said("GET /elsewhere HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"))
                .contains("\"code\":\"not_found\"")
                .contains("/health/ready");
    }

    private HttpResponse<String> get(String path) throws Exception {
        return client.send(request(path).build(), HttpResponse.BodyHandlers.ofString());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path));
    }
}
