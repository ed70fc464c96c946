package dev.playhead.ws;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.testing.Eventually;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.WebSocketFrame;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.NetSocket;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class HostileClientTest {
    private static final String SUBSCRIBE =
            "{\"op\":\"subscribe\",\"topics\":[\"orders\"],\"from\":\"earliest\",\"credit\":1000000}";

    private final StreamFixture fixture = new StreamFixture(new WsSettings(
            64 << 10,
            200,
            16,
            64 << 10,
            8,
            Duration.ofMillis(400),
            Duration.ofMillis(2000),
            100_000,
            50,
            Duration.ofSeconds(1)));

    @BeforeEach
    void fill() {
        fixture.log.topic("orders", 2);
        IntStream.range(0, 10).forEach(id -> fixture.put("orders", id % 2, id));
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    # frame                                                             | code            | where
                    {                                                                   | malformed       |
                    []                                                                  | malformed       |
                    nonsense                                                            | malformed       |
                    {"op":"subscribe","op":"subscribe"}                                 | malformed       |
                    [[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]                        | malformed       |
                    {}                                                                  | unknown_op      | /op
                    {"op":7}                                                            | unknown_op      | /op
                    {"op":"dance"}                                                      | unknown_op      |
                    "text"                                                              | malformed       |
                    null                                                                | malformed       |
                    true                                                                | malformed       |
                    [{"op":"subscribe","topics":["orders"]}]                            | malformed       |
                    {"op":"confirm","ids":["a"]}                                        | invalid_request |
                    {"op":"request","n":1}                                              | invalid_request |
                    {"op":"request","n":0}                                              | invalid_request | /n
                    {"op":"request","n":-1}                                             | invalid_request | /n
                    {"op":"request","n":1.5}                                            | invalid_request | /n
                    {"op":"request"}                                                    | invalid_request | /n
                    {"op":"request","n":1,"bytes":0}                                    | invalid_request | /bytes
                    {"op":"request","n":1,"m":1}                                        | invalid_request | /m
                    {"op":"unsubscribe"}                                                | invalid_request |
                    {"op":"subscribe"}                                                  | invalid_request | /topics
                    {"op":"subscribe","topics":[]}                                      | invalid_request | /topics
                    {"op":"subscribe","topics":"orders"}                                | invalid_request | /topics
                    {"op":"subscribe","topics":["orders","orders"]}                     | invalid_request | /topics/1
                    {"op":"subscribe","topics":["orders"],"group":"g","to":"now"}       | invalid_request | /to
                    {"op":"subscribe","topics":["orders"],"form":"earliest"}            | invalid_request | /form
                    {"op":"subscribe","topics":["orders"],"from":"yesterday"}           | invalid_request | /from
                    {"op":"subscribe","topics":["orders"],"from":{}}                    | invalid_request | /from
                    {"op":"subscribe","topics":["orders"],"from":{"time":"noon"}}       | invalid_request | /from/time
                    {"op":"subscribe","topics":["orders"],"from":{"token":"AQ"}}        | invalid_token   | /from/token
                    {"op":"subscribe","topics":["orders"],"from":{"positions":[]}}      | invalid_request | /from/positions
                    {"op":"subscribe","topics":["orders"],"from":{"positions":[{"topic":"orders","partition":0,"offset":0}]}} | invalid_request | /from/positions
                    {"op":"subscribe","topics":["orders"],"from":{"positions":[{"topic":"orders","partition":0,"offset":-1}]}} | invalid_request | /from/positions/0/offset
                    {"op":"subscribe","topics":["orders"],"to":"then"}                  | invalid_request | /to
                    {"op":"subscribe","topics":["orders"],"to":{"time":"2999-01-01T00:00:00Z"}} | invalid_request | /to/time
                    {"op":"subscribe","topics":["orders"],"to":{"positions":[{"topic":"orders","partition":0,"offset":5},{"topic":"orders","partition":1,"offset":6}]}} | invalid_request | /to/positions
                    {"op":"subscribe","topics":["orders"],"order":"time"}               | invalid_request | /order
                    {"op":"subscribe","topics":["orders"],"order":"random"}             | invalid_request | /order
                    {"op":"subscribe","topics":["orders"],"credit":-1}                  | invalid_request | /credit
                    {"op":"subscribe","topics":["orders"],"batch":{"events":0}}         | invalid_request | /batch/events
                    {"op":"subscribe","topics":["orders"],"batch":7}                    | invalid_request | /batch
                    {"op":"subscribe","topics":["orders"],"filter":[{"like":{}}]}       | invalid_filter  | /filter/0
                    {"op":"subscribe","topics":["orders"],"filter":[{"sql":"id 'a%'"}]} | invalid_filter  | /filter/0/sql
                    {"op":"subscribe","topics":["orders"],"filter":[{"sql":"'"}]}       | invalid_filter  | /filter/0/sql
                    {"op":"subscribe","topics":["orders"],"filter":[{"sql":"id IN ("}]} | invalid_filter  | /filter/0/sql
                    {"op":"subscribe","topics":["orders"],"filter":[{"not":{"sql":"ABS("}}]} | invalid_filter | /filter/0/not/sql
                    {"op":"subscribe","topics":["nowhere"],"to":"now"}                  | topic_not_found |
                    {"op":"subscribe","topics":["__consumer_offsets"]}                  | reserved_topic  |
                    """)
    void shouldAnswerAProblemAndGoOnWhenAFrameIsWrong(String frame, String code, String where) {
        StreamClient client = fixture.connect("/v1/stream");
        client.send(frame);
        var problem = client.awaitFrame("problem");
        assertThat(problem.getString("code")).as(problem.encode()).isEqualTo(code);
        if (where != null) {
            assertThat(problem.getJsonArray("errors").getJsonObject(0).getString("pointer"))
                    .as(problem.encode())
                    .startsWith(where);
        }
        client.send(SUBSCRIBE);
        client.awaitEvents(10);
    }

    @Test
    void shouldCarryTheRefWhenAFrameIsRefused() {
        StreamClient client = fixture.subscribe("{\"op\":\"extend\",\"ref\":7}");
        assertThat(client.awaitFrame("problem").getLong("ref")).isEqualTo(7);
    }

    @Test
    void shouldGoOnWhenAFrameIsBinary() {
        StreamClient client = fixture.connect("/v1/stream");
        client.socket().writeBinaryMessage(Buffer.buffer("{}"));
        assertThat(client.awaitFrame("problem").getString("code")).isEqualTo("invalid_request");
        client.send(SUBSCRIBE);
        client.awaitEvents(10);
    }

    @Test
    void shouldReadAMessageWhenItComesInManyFrames() {
        StreamClient client = fixture.connect("/v1/stream");
        client.socket().writeFrame(WebSocketFrame.textFrame("", false));
        for (char each : SUBSCRIBE.toCharArray()) {
            client.socket()
                    .writeFrame(WebSocketFrame.continuationFrame(Buffer.buffer().appendByte((byte) each), false));
        }
        client.socket().writeFrame(WebSocketFrame.continuationFrame(Buffer.buffer(), true));
        client.awaitEvents(10);
    }

    @Test
    void shouldCloseWhenAMessageHasMoreFramesThanItMay() throws Exception {
        for (String begin : new String[] {"text", "binary"}) {
            StreamClient client = fixture.connect("/v1/stream");
            client.socket()
                    .writeFrame(
                            begin.equals("text")
                                    ? WebSocketFrame.textFrame("{", false)
                                    : WebSocketFrame.binaryFrame(Buffer.buffer(), false));
            for (int empty = 0; empty < 300; empty++) {
                client.socket().writeFrame(WebSocketFrame.continuationFrame(Buffer.buffer(), false));
            }
            assertThat(client.awaitClose()).as(begin).isEqualTo(1009);
        }
        Eventually.eventually("all is let go", () -> fixture.memory.received().taken() == 0);
    }

    @ParameterizedTest
    @CsvSource({"'83,80,0,0,0,0'", "'C1,80,0,0,0,0'", "'80,80,0,0,0,0'", "'81,01,41'"})
    void shouldAnswerTheFramesBeforeWhenBytesAreNoFrames(String hex) throws Exception {
        String subscribe = "{\"op\":\"subscribe\",\"topics\":[\"orders\"],\"from\":\"earliest\",\"credit\":0}";
        Buffer bytes =
                Buffer.buffer("GET /v1/stream HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                        + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n");
        NetSocket socket = StreamFixture.await(fixture.vertx.createNetClient().connect(fixture.port(), "127.0.0.1"));
        Buffer answers = Buffer.buffer();
        java.util.concurrent.CompletableFuture<Void> closed = new java.util.concurrent.CompletableFuture<>();
        java.util.concurrent.CompletableFuture<Void> upgraded = new java.util.concurrent.CompletableFuture<>();
        socket.handler(chunk -> {
            answers.appendBuffer(chunk);
            upgraded.complete(null);
        });
        socket.closeHandler(gone -> closed.complete(null));
        socket.write(bytes);
        upgraded.get(20, java.util.concurrent.TimeUnit.SECONDS);
        Buffer frames = Buffer.buffer()
                .appendByte((byte) 0x81)
                .appendByte((byte) (0x80 | subscribe.length()))
                .appendInt(0)
                .appendString(subscribe);
        for (String one : hex.split(",")) {
            frames.appendByte((byte) Integer.parseInt(one, 16));
        }
        socket.write(frames);
        closed.get(20, java.util.concurrent.TimeUnit.SECONDS);
        assertThat(answers.toString("ISO-8859-1"))
                .contains("\"op\":\"subscribed\"")
                .contains("\"code\":\"malformed\"");
    }

    @ParameterizedTest
    @CsvSource({
        "400,'Connection: close'",
        "426,'Sec-WebSocket-Version: 8'",
        "400,'Sec-WebSocket-Key: short'",
        "400,'Content-Length: 3'"
    })
    void shouldAnswerWhenAHandshakeIsWrong(String status, String header) throws Exception {
        String name = header.substring(0, header.indexOf(':'));
        StringBuilder request = new StringBuilder("GET /v1/stream HTTP/1.1\r\nHost: a\r\n" + header + "\r\n");
        for (String right : new String[] {
            "Upgrade: websocket",
            "Connection: Upgrade",
            "Sec-WebSocket-Version: 13",
            "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA=="
        }) {
            request.append(right.startsWith(name) ? "" : right + "\r\n");
        }
        NetSocket socket = StreamFixture.await(fixture.vertx.createNetClient().connect(fixture.port(), "127.0.0.1"));
        Buffer answer = Buffer.buffer();
        socket.handler(answer::appendBuffer);
        socket.write(request + "\r\nabc");
        Eventually.eventually("it is answered", () -> answer.toString().startsWith("HTTP/1.1 " + status));
        assertThat(answer.toString()).contains(name);
    }

    @Test
    void shouldServeAllWhenOneSendsAFrameThatNobodyWouldKeep() {
        StreamClient gross = fixture.connect("/v1/stream");
        gross.socket().writeFrame(WebSocketFrame.textFrame(" ".repeat(16 << 20), true));
        assertThat(gross.awaitFrame("problem").getString("code")).isEqualTo("too_large");
        fixture.subscribe(SUBSCRIBE).awaitEvents(10);
        gross.send(SUBSCRIBE);
        gross.awaitEvents(10);
    }

    @Test
    void shouldCloseWhenPingsFlood() {
        StreamClient client = fixture.subscribe(SUBSCRIBE);
        client.awaitEvents(10);
        for (int ping = 0; ping < 1000; ping++) {
            client.socket().writePing(Buffer.buffer("x"));
        }
        assertThat(client.awaitClose()).isEqualTo(1013);
        assertThat(fixture.delivery.subscriptions()).isZero();
    }

    @Test
    void shouldStayOpenWhenItIsIdleButAnswersPings() {
        StreamClient client = fixture.subscribe(SUBSCRIBE);
        client.awaitEvents(10);
        long until = System.nanoTime() + Duration.ofMillis(5000).toNanos();
        client.awaitThat("two and a half deadlines", idle -> System.nanoTime() > until);
        fixture.put("orders", 0, 10);
        client.awaitEvents(11);
    }

    @Test
    void shouldLetGoOfEverythingWhenAPeerFallsSilent() throws Exception {
        NetSocket silent = StreamFixture.await(fixture.vertx.createNetClient().connect(fixture.port(), "127.0.0.1"));
        silent.pause();
        silent.write(
                "GET /v1/topics/orders/stream?from=earliest&credit=9 HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\n"
                        + "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n");
        Eventually.eventually("it is open", () -> fixture.delivery.subscriptions() == 1);
        Eventually.eventually(
                "it is gone", () -> fixture.delivery.subscriptions() == 0 && fixture.edge.sessions() == 0);
    }

    @Test
    void shouldLetGoOfEverythingWhenAPeerVanishes() throws Exception {
        StreamClient client = fixture.subscribe(SUBSCRIBE);
        client.awaitEvents(10);
        assertThat(fixture.delivery.subscriptions()).isOne();
        client.socket().close();
        Eventually.eventually("it is gone", () -> fixture.delivery.subscriptions() == 0);
    }

    @Test
    void shouldServeOthersAtFullSpeedWhenOneNeverReads() {
        StreamClient deaf = fixture.connect("/v1/stream");
        deaf.socket().pause();
        deaf.send(SUBSCRIBE);
        StreamClient fast = fixture.subscribe(SUBSCRIBE);
        int more = 50_000;
        IntStream.range(10, 10 + more).forEach(id -> fixture.put("orders", id % 2, id));
        fast.awaitEvents(10 + more);
        assertThat(fast.ids()).hasSize(10 + more).doesNotHaveDuplicates();
        deaf.socket().resume();
    }

    @Test
    void shouldRefuseTheUpgradeWhenPathOrQueryIsWrong() {
        assertThat(refused("/v1/nothing")).isEqualTo(404);
        assertThat(refused("/v1/stream?from=latest")).isEqualTo(400);
        assertThat(refused("/v1/topics/orders/stream?fron=latest")).isEqualTo(400);
        assertThat(refused("/v1/topics/orders/stream?from=gibberish")).isEqualTo(400);
        assertThat(refused("/v1/topics/orders/stream?credit=-1")).isEqualTo(400);
        assertThat(refused("/v1/topics/orders/stream?group=billing&to=now")).isEqualTo(400);
    }

    @Test
    void shouldCloseWithTheReasonWhenTheTopicOfThePathIsNotThere() {
        StreamClient client = fixture.connect("/v1/topics/nowhere/stream?to=now");
        JsonObject problem = client.awaitFrame("problem");
        assertThat(problem.getString("code")).isEqualTo("topic_not_found");
        assertThat(problem.getBoolean("retryable")).isTrue();
        assertThat(client.awaitClose()).isEqualTo(1013);
    }

    @Test
    void shouldKeepOneSubscriptionWhenAnotherIsAskedFor() {
        StreamClient client = fixture.subscribe(SUBSCRIBE);
        client.send(SUBSCRIBE);
        assertThat(client.awaitFrame("problem").getString("code")).isEqualTo("invalid_request");
        client.awaitEvents(10);
        assertThat(client.ids()).hasSize(10);
    }

    private int refused(String uri) {
        try {
            fixture.connect(uri);
            return 101;
        } catch (AssertionError failed) {
            return ((io.vertx.core.http.UpgradeRejectedException)
                            failed.getCause().getCause())
                    .getStatus();
        }
    }
}
