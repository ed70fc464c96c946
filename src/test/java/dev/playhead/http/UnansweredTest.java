package dev.playhead.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.testing.MemoryEdges;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every request has an answer, whatever is wrong with it or with the node. */
final class UnansweredTest {
    private static final String UPGRADE = "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
            + "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n";
    private static final byte[] NONE = {};

    private MemoryEdges edges;

    @BeforeEach
    void open() throws Exception {
        edges = new MemoryEdges();
    }

    @AfterEach
    void close() {
        edges.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "POST /v1/topics/orders/events?a=%zz",
                "POST /v1/topics/orders/events?window=%",
                "POST /v1/topics/ord%g0ers/events",
                "POST /v1/topics/orders/events?window=%c3%28",
                "GET /v1/topics/orders/events?from=%2",
                "GET /v1/topics/orders/events/%/0",
                "PUT /v1/topics/%ff",
                "GET /v1/groups/billing/parked?limit=%e2%82",
                "PATCH /v1/replays/r-%ED%A0%80",
                "GET /nowhere%u0041"
            })
    void shouldBeAProblemWhenAPercentSignBeginsNoCharacter(String line) throws Exception {
        for (String headers : new String[] {"", UPGRADE, "Content-Type: application/x-ndjson\r\n"}) {
            try (MemoryEdges.Client client = edges.http()) {
                assertThat(client.request(line, headers, NONE).answer())
                        .startsWith("HTTP/1.1 400")
                        .contains("\"code\":\"invalid_request\"")
                        .contains("percent sign");
            }
        }
    }

    @Test
    void shouldServeWhenPercentSignsAreRight() throws Exception {
        try (MemoryEdges.Client client = edges.http()) {
            assertThat(client.request("GET /v1/topics/%6frders?", "", NONE).answer())
                    .startsWith("HTTP/1.1 200");
            assertThat(client.request("GET /v1/topics/%E2%82%AC%F0%9F%98%80", "", NONE)
                            .answer())
                    .contains("topic_not_found");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "GET /v1/topics/orders/stream,true", // the edge of WebSockets here always throws
        "GET /v1/groups,false", // there are no groups here at all
        "DELETE /v1/groups/billing,false",
        "GET /v1/cluster,false",
        "POST /v1/replays/r-1/pause,false"
    })
    void shouldBeInternalWithAnIdWhenAHandlerThrows(String line, boolean upgrade) throws Exception {
        try (MemoryEdges.Client client = edges.http()) {
            assertThat(client.request(line, upgrade ? UPGRADE : "", NONE).answer())
                    .startsWith("HTTP/1.1 500")
                    .contains("\"code\":\"internal\"")
                    .containsPattern("failure=[0-9a-f]+");
        }
    }

    @Test
    void shouldBeInternalWhenWhatThrowsIsTheGate() throws Exception {
        try (MemoryEdges broken = new MemoryEdges(new MemoryEdges.Choice().gate(request -> {
                    throw new StackOverflowError("on purpose");
                }));
                MemoryEdges.Client client = broken.http()) {
            assertThat(client.request("GET /v1/topics", "", NONE).answer()).contains("\"code\":\"internal\"");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "id 'a%'",
                "'",
                "id = 'a",
                "id LIKE",
                "a b c",
                "ABS(",
                "id = €",
                "\u0000",
                "(((",
                "1 +",
                "id ~ 'a'",
                "EXISTS",
                "id IN (",
                "NOT",
                "type = 'a' garbage"
            })
    void shouldBeAProblemWhenAFilterIsNoExpression(String sql) throws Exception {
        String body = new io.vertx.core.json.JsonObject()
                .put("topics", new io.vertx.core.json.JsonArray().add("orders"))
                .put(
                        "filter",
                        new io.vertx.core.json.JsonArray().add(new io.vertx.core.json.JsonObject().put("sql", sql)))
                .encode();
        java.io.PrintStream before = System.err;
        java.io.ByteArrayOutputStream said = new java.io.ByteArrayOutputStream();
        System.setErr(new java.io.PrintStream(said, true, StandardCharsets.UTF_8));
        try (MemoryEdges.Client client = edges.http()) {
            assertThat(client.request("PUT /v1/groups/billing", "", body.getBytes(StandardCharsets.UTF_8))
                            .answer())
                    .startsWith("HTTP/1.1 400")
                    .contains("\"code\":\"invalid_filter\"")
                    .contains("\"pointer\":\"/filter/0/sql\"");
        } finally {
            System.setErr(before);
        }
        assertThat(said.toString(StandardCharsets.UTF_8)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"partitions\":1,\"partitions\":2}",
                "{\"window\":true,\"wind\\u006fw\":false}",
                "{\"kind\":\"events\",\"x\":{\"a\":1,\"a\":1}}",
                "{\"partitions\":1} {\"partitions\":2}",
                "[1]",
                "{\"partitions\":01}"
            })
    void shouldBeMalformedWhenAManagementBodyIsNoPlainObject(String body) throws Exception {
        try (MemoryEdges.Client client = edges.http()) {
            assertThat(client.request("PUT /v1/topics/new", "", body.getBytes(StandardCharsets.UTF_8))
                            .answer())
                    .startsWith("HTTP/1.1 400")
                    .contains("\"code\":\"malformed\"");
        }
    }

    @Test
    void shouldHaveAProblemAsBodyWhenTheHeadIsNotHttp() throws Exception {
        refusedHead("GET /" + "a".repeat(9000) + " HTTP/1.1\r\n\r\n", "414", "uri_too_long");
        refusedHead("GET / HTTP/1.1\r\nA: " + "a".repeat(20_000) + "\r\n\r\n", "431", "headers_too_large");
        refusedHead("GET / HTTP/1.1\r\nContent-Length: many\r\n\r\n", "400", "malformed");
        refusedHead("GET / HTTP/9.x\r\n\r\n", "400", "malformed");
        refusedHead("GET / HTTP/1.1\r\nA b: c\r\n\r\n", "400", "malformed");
    }

    private void refusedHead(String head, String status, String code) throws Exception {
        try (MemoryEdges.Client client = edges.http()) {
            assertThat(client.write(head).rest())
                    .as(head.substring(0, 15))
                    .containsPattern("^HTTP/1.[01] " + status)
                    .containsIgnoringCase("\r\nconnection: close\r\n")
                    .contains("application/problem+json")
                    .contains("\"code\":\"" + code + "\"");
        }
    }

    @Test
    void shouldKeepTheAnswersBeforeWhenGarbageFollowsInOneRead() throws Exception {
        String event = "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/t\",\"type\":\"t\"}";
        String request = "POST /v1/topics/orders/events HTTP/1.1\r\nHost: localhost\r\nContent-Type: "
                + "application/cloudevents+json\r\nContent-Length: " + event.length() + "\r\n\r\n" + event;
        try (MemoryEdges.Client client = edges.http()) {
            assertThat(client.write(request + "garbage\r\n\r\n").rest())
                    .contains("\"offset\":0")
                    .containsPattern("HTTP/1.[01] 400")
                    .contains("\"code\":\"malformed\"");
        }
        try (MemoryEdges.Client client = edges.http()) {
            assertThat(client.write(request).answer()).contains("\"duplicate\":true");
            assertThat(client.write("PUT /v1/topics/n HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n")
                            .rest())
                    .contains("HTTP/1.1 400")
                    .contains("\"code\":\"malformed\"");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n",
                "Transfer-Encoding: chunked\r\nContent-Length: 0\r\n",
                "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n",
                "Transfer-Encoding: chunked, identity\r\n",
                "Transfer-Encoding: identity\r\n",
                "Transfer-Encoding: chunked\r\n\t, chunked\r\n",
                "Content-Length: 5\r\nContent-Length: 6\r\n",
                "Content-Length: 5, 5\r\n",
                "Content-Length: +5\r\n",
                "Content-Length: 0x5\r\n",
                "Content-Length : 5\r\n",
                "Content-Length: 5\n",
                "X: a\r\n b\r\n",
                "X\u0001: a\r\n",
                "Upgrade: h2c\r\nContent-Length: 5\r\n",
                "Upgrade: H2C\r\nHTTP2-Settings: ****\r\n",
                "Sec-WebSocket-Key1: 1\r\nSec-WebSocket-Key2: 1\r\n"
            })
    void shouldEndTheConnectionWhenARequestHasTwoFramings(String headers) throws Exception {
        String before = "GET /v1/topics HTTP/1.1\r\nHost: a\r\n\r\n";
        String hidden = "GET /hidden HTTP/1.1\r\nHost: a\r\n\r\n";
        for (String line : new String[] {
            "POST /v1/topics/orders/events HTTP/1.1\r\n", "GET /v1/topics/orders/stream HTTP/1.1\r\n" + UPGRADE
        }) {
            try (MemoryEdges.Client client = edges.http()) {
                String rest = client.write(before + line + "Host: a\r\n" + headers + "\r\n0\r\n\r\n" + hidden)
                        .rest();
                assertThat(rest)
                        .startsWith("HTTP/1.1 200")
                        .contains("HTTP/1.1 400")
                        .containsIgnoringCase("\r\nconnection: close\r\n")
                        .contains("\"code\":\"malformed\"")
                        .doesNotContain("/hidden");
                assertThat(rest.split("HTTP/1.1 ", -1)).hasSize(3);
            }
        }
    }

    @Test
    void shouldEndTheConnectionWhenAHeadWithTwoFramingsComesByteByByte() throws Exception {
        try (MemoryEdges.Client client = edges.http()) {
            for (char unit : "PUT /v1/topics/n HTTP/1.1\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n"
                    .toCharArray()) {
                client.write(String.valueOf(unit));
            }
            assertThat(client.rest()).startsWith("HTTP/1.1 400").contains("both Content-Length and Transfer-Encoding");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"zz\r\n", "0x5\r\n", " 5\r\n", "5\n", "100000005\r\n", "0\r\nContent-Length: 5\r\n\r\n", "-1\r\n"
            })
    void shouldAnswerTheLinesBeforeWhenAChunkIsBroken(String broken) throws Exception {
        String head = "POST /v1/topics/orders/events?receipts=all HTTP/1.1\r\nHost: a\r\nContent-Type: "
                + "application/x-ndjson\r\nTransfer-Encoding: chunked\r\n\r\n";
        StringBuilder lines = new StringBuilder();
        for (int id = 0; id < 50; id++) {
            lines.append("{\"specversion\":\"1.0\",\"id\":\"")
                    .append(broken.hashCode())
                    .append('-')
                    .append(id)
                    .append("\",\"source\":\"/t\",\"type\":\"t\"}\n");
        }
        String chunk = Integer.toHexString(lines.length()) + "\r\n" + lines + "\r\n";
        try (MemoryEdges.Client client = edges.http()) {
            assertThat(client.write(head + chunk + broken).rest())
                    .contains("\"from\":0")
                    .contains("\"stored\":50")
                    .contains("\"code\":\"malformed\"")
                    .contains("framing of the body is invalid");
        }
        try (MemoryEdges.Client client = edges.http()) {
            client.write(head + chunk);
            client.head();
            assertThat(client.write(chunk + broken + chunk).rest())
                    .contains("\"duplicate\":100")
                    .contains("\"code\":\"malformed\"");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "none", textBlock = """
            Content-Type: application/json                           | The Content-Type is application/json, and it has no ce- headers
            Content-Type: Application/JSON; charset=utf-8            | and it has no ce- headers
            Content-Type: text/plain\\r\\nCE-Id: 1                  | ce-specversion is missing
            Content-Type: application/cloudevents+xml                | The Content-Type is application/cloudevents+xml
            Content-Type: application/cloudevents+json;charset=utf-16| send events in UTF-8
            X: y                                                     | The request has no Content-Type
            """)
    void shouldSayWhatWasSentAndWhatToSendWhenItIsNoEvent(String headers, String said) throws Exception {
        try (MemoryEdges.Client client = edges.http()) {
            assertThat(client.request(
                                    "POST /v1/topics/orders/events",
                                    headers.translateEscapes() + "\r\n",
                                    "{}".getBytes(StandardCharsets.UTF_8))
                            .answer())
                    .startsWith("HTTP/1.1 415")
                    .contains(said)
                    .containsPattern("application/cloudevents\\+json|UTF-8");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"specversion":"1.0"}\\n          | tcp.port is the port for lines of JSON
            {"op":"hello"}\\n                 | tcp.port is the port for lines of JSON
            \\26\\3\\1\\2\\0\\1\\0            | a TLS handshake
            \\0\\0\\0\\43\\0\\22\\0\\4         | No method begins with the byte 0x00
            *1\\r\\n$4\\r\\nPING\\r\\n          | not a request line
            PING\\r\\n                        | not a request line
            \\20\\20\\0\\4MQTT               | No method begins with the byte 0x10
            """)
    void shouldSayWhatThePortTakesWhenThePeerSpeaksAnotherProtocol(String bytes, String said) throws Exception {
        try (MemoryEdges.Client client = edges.http()) {
            assertThat(client.write(bytes.translateEscapes()).rest())
                    .containsPattern("^HTTP/1.[01] 400")
                    .contains("\"code\":\"malformed\"")
                    .contains(said);
        }
    }
}
