package dev.playhead.e2e;

import static dev.playhead.e2e.harness.Stream.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.playhead.e2e.harness.Http;
import dev.playhead.e2e.harness.Lines;
import dev.playhead.e2e.harness.NodeProcess;
import dev.playhead.e2e.harness.RawSocket;
import dev.playhead.e2e.harness.Stream;
import io.vertx.core.Vertx;
import io.vertx.core.http.UpgradeRejectedException;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Who may speak to a node that has a file of tokens, and from which pages. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("slow")
final class AccessIT {
    private static final String SECRET = "a-secret-of-the-tests";
    private static final String EVENT = "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/s\",\"type\":\"t\"}";

    private final Vertx vertx = Vertx.vertx();
    private NodeProcess node;

    @BeforeAll
    void start(@TempDir Path directory) throws Exception {
        byte[] hash = MessageDigest.getInstance("SHA-256").digest(SECRET.getBytes(StandardCharsets.UTF_8));
        Path tokens = directory.resolve("tokens");
        Files.writeString(tokens, "tester:" + HexFormat.of().formatHex(hash) + "\n");
        node = NodeProcess.named("access").with("auth.tokens", tokens.toString());
        node.start().awaitReady();
        authorized().makeTopic("orders", 1);
    }

    @AfterAll
    void stop() throws Exception {
        vertx.close();
        node.close();
    }

    @Test
    void shouldRefuseHttpWhenThereIsNoToken() throws Exception {
        for (Http who : List.of(Http.of(node), Http.of(node).withHeaders("authorization", "Bearer guess"))) {
            var answer = who.get("/v1/topics");
            assertThat(answer.statusCode()).isEqualTo(401);
            assertThat(new JsonObject(answer.body()).getString("code")).isEqualTo("unauthorized");
            assertThat(append(who)).isEqualTo(401);
        }
    }

    @Test
    void shouldTakeHttpWhenTheTokenIsRight() throws Exception {
        assertThat(authorized().get("/v1/topics").statusCode()).isEqualTo(200);
        assertThat(append(authorized())).isEqualTo(200);
    }

    @Test
    void shouldLetTheManagementPortSpeakWhenThereIsNoToken() throws Exception {
        assertThat(Http.of(node).health("/health/live").statusCode()).isEqualTo(200);
        assertThat(Http.of(node).ready()).isTrue();
    }

    @Test
    void shouldRefuseTheHandshakeWhenThereIsNoToken() {
        assertThatThrownBy(() -> Stream.open(vertx, node, "/v1/stream"))
                .hasRootCauseInstanceOf(UpgradeRejectedException.class)
                .rootCause()
                .extracting(refused -> ((UpgradeRejectedException) refused).getStatus())
                .isEqualTo(401);
    }

    @Test
    void shouldOpenAStreamWhenTheTokenIsRight() throws Exception {
        Map<String, String> headers = Map.of("Authorization", "Bearer " + SECRET);
        try (Stream stream = Stream.open(vertx, node, "/v1/stream", Stream.PLAYHEAD, headers)) {
            stream.send(new JsonObject().put("op", "subscribe").mergeIn(request("orders", "latest")));
            stream.await("subscribed");
        }
    }

    @Test
    void shouldRefuseLinesWhenThereIsNoToken() throws Exception {
        try (Lines lines = new Lines(node.tcp())) {
            lines.send(EVENT).flush();
            assertThat(lines.read().encode()).contains("unauthorized");
            assertThat(lines.read()).isNull();
        }
    }

    @Test
    void shouldTakeLinesWhenTheHelloHasTheToken() throws Exception {
        try (Lines lines = new Lines(node.tcp())) {
            lines.send("{\"op\":\"hello\",\"topic\":\"orders\",\"token\":\"" + SECRET + "\"}")
                    .flush();
            assertThat(lines.read().getString("op")).isEqualTo("hello");
            lines.send(EVENT).finish();
            assertThat(lines.receipts().get(0).containsKey("offset")).isTrue();
        }
    }

    @Test
    void shouldRefuseWhenTheHostIsForeign() throws Exception {
        assertThat(head("GET /v1/topics", "Host: evil.example", "Authorization: Bearer " + SECRET))
                .startsWith("HTTP/1.1 403");
    }

    @Test
    void shouldRefuseWhenTheOriginIsForeign() throws Exception {
        String host = "Host: localhost:" + node.http();
        assertThat(head("GET /v1/topics", host, "Origin: https://evil.example", "Authorization: Bearer " + SECRET))
                .startsWith("HTTP/1.1 403");
        assertThat(head(
                        "GET /v1/stream",
                        host,
                        "Origin: https://evil.example",
                        "Authorization: Bearer " + SECRET,
                        "Upgrade: websocket",
                        "Connection: Upgrade",
                        "Sec-WebSocket-Version: 13",
                        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="))
                .startsWith("HTTP/1.1 403");
    }

    @Test
    void shouldRefuseToListenElsewhereWhenThereAreNoTokens() throws Exception {
        try (NodeProcess open = NodeProcess.named("open").with("http.host", "0.0.0.0")) {
            Process refused = open.command(List.of()).redirectErrorStream(true).start();
            String said = new String(refused.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(refused.waitFor()).isNotZero();
            assertThat(said).contains("auth.tokens").contains("http.insecure");
        }
    }

    private Http authorized() {
        return Http.of(node).withHeaders("authorization", "Bearer " + SECRET);
    }

    private static int append(Http who) throws Exception {
        return who.call("POST", "/v1/topics/orders/events", "application/cloudevents+json", EVENT)
                .statusCode();
    }

    private String head(String request, String... headers) throws Exception {
        try (RawSocket raw = new RawSocket(node.http())) {
            raw.write(request + " HTTP/1.1\r\n" + String.join("\r\n", headers) + "\r\n\r\n");
            return raw.readHead();
        }
    }
}
