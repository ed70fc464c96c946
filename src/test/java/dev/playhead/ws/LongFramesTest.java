package dev.playhead.ws;

import static dev.playhead.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.NetSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Messages of clients up to the bound and beyond it, written to raw sockets frame by frame and byte by byte. */
final class LongFramesTest {
    private static final int MOST = 256 << 10;
    private static final int EVENTS = 1_000;
    private static final int TEXT = 0x81;
    private static final int TEXT_BEGINS = 0x01;
    private static final int CONTINUES = 0x00;
    private static final int CONTINUES_LAST = 0x80;
    private static final int PING = 0x89;
    private static final String SUBSCRIBE =
            "{\"op\":\"subscribe\",\"topics\":[\"orders\"],\"group\":\"billing\",\"from\":\"earliest\",\"credit\":1000}";

    private final StreamFixture fixture = new StreamFixture(new WsSettings(
            MOST,
            100,
            16,
            64 << 10,
            8,
            Duration.ofSeconds(20),
            Duration.ofSeconds(60),
            100_000,
            50,
            Duration.ofSeconds(1)));
    private final Random random = new Random(7);

    @BeforeEach
    void topic() {
        fixture.log.topic("orders", 1);
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    @ParameterizedTest
    @CsvSource({"confirm,confirmed", "fail,failed", "extend,extended"})
    void shouldTakeAllNamesOfABatchInOneFrame(String op, String answer) {
        IntStream.range(0, EVENTS)
                .forEach(id -> fixture.log.put(
                        new dev.playhead.event.Partition("orders", 0),
                        StreamFixture.event(id).replace("\"id\":\"", "\"id\":\"" + "n".repeat(100))));
        Raw client = new Raw();
        client.send(TEXT, SUBSCRIBE);
        client.await("all events", () -> client.events().size() == EVENTS);
        JsonArray names = new JsonArray();
        client.events().forEach(each -> names.add(each.getJsonObject("event").getString("id")));
        String frame = "{\"op\":\"" + op + "\",\"ids\":" + names.encode() + ",\"ref\":5}";
        assertThat(frame.length()).isBetween(100_000, MOST);

        client.send(TEXT, frame);

        JsonObject answered = client.awaitFrame(answer);
        assertThat(answered.getLong("ref")).isEqualTo(5);
        assertThat(answered.getInteger("unknown", 0)).isZero();
        assertThat(answered.getInteger("first", EVENTS)).isEqualTo(EVENTS);
        client.await("memory is free", () -> fixture.memory.received().taken() == 0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"confirm", "fail", "extend", "subscribe", "request", "dance"})
    void shouldNameTheFrameAndGoOnWhenItIsTooLong(String op) {
        Raw client = new Raw();
        client.send(TEXT, padded("{\"op\":\"" + op + "\",\"ref\":-42,\"ids\":[\"", MOST + 1));

        JsonObject problem = client.awaitFrame("problem");

        assertThat(problem.getString("code")).isEqualTo("too_large");
        assertThat(problem.getLong("ref")).isEqualTo(-42);
        assertThat(problem.getString("detail")).contains(MOST + " bytes").contains("ws.maxMessage");
        client.send(TEXT, SUBSCRIBE);
        client.awaitFrame("subscribed");
        assertThat(fixture.memory.received().taken()).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 125, 126, 16_383, 16_384, 16_385, 65_535, 65_536, 100_001, MOST - 1, MOST})
    void shouldReadAFrameOfAnyLengthUpToTheBound(int length) {
        String subscribe =
                length < SUBSCRIBE.length() ? SUBSCRIBE : SUBSCRIBE + " ".repeat(length - SUBSCRIBE.length());
        Raw client = new Raw();
        client.send(TEXT, subscribe);
        client.awaitFrame("subscribed");
        client.send(TEXT, "{\"op\":\"confirm\",\"ids\":[\"nowhere\"],\"ref\":9}");
        assertThat(client.awaitFrame("confirmed").getInteger("unknown")).isEqualTo(1);
    }

    @Test
    void shouldAnswerEachFrameWhenTheyComeInBitsOfAnyLength() {
        Raw client = new Raw();
        client.send(TEXT, SUBSCRIBE);
        client.awaitFrame("subscribed");
        Buffer all = Buffer.buffer();
        for (int ref = 0; ref < 30; ref++) {
            String frame =
                    "{\"op\":\"confirm\",\"ref\":" + ref + ",\"ids\":[\"" + "é".repeat(random.nextInt(40_000)) + "\"]}";
            all.appendBuffer(client.frame(ref % 3 == 0 ? PING : TEXT, ref % 3 == 0 ? "ping" : frame));
        }
        for (int at = 0; at < all.length(); ) {
            int to = Math.min(all.length(), at + 1 + random.nextInt(random.nextBoolean() ? 9 : 30_000));
            client.write(all.getBuffer(at, to));
            at = to;
        }
        client.await("20 answers", () -> client.frames("confirmed").size() == 20);
        assertThat(client.frames("confirmed")).allMatch(each -> each.getInteger("unknown") == 1);
    }

    @Test
    void shouldRefuseOnceWhenALongMessageComesInFragments() {
        Raw client = new Raw();
        client.send(TEXT_BEGINS, "{\"op\":\"confirm\",\"ref\":3,\"ids\":[\"");
        for (int piece = 0; piece < 200; piece++) {
            client.send(CONTINUES, "x".repeat(2_000 + 100 * piece));
            if (piece % 10 == 0) {
                client.send(PING, "");
            }
        }
        assertThat(client.awaitFrame("problem").getLong("ref")).isEqualTo(3);
        client.send(CONTINUES_LAST, "\"]}");
        client.send(TEXT, SUBSCRIBE);
        client.awaitFrame("subscribed");
        assertThat(client.frames("problem")).hasSize(1);
        assertThat(fixture.memory.received().taken()).isZero();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            value = {
                "{\"op\":\"confirm\",\"ids\":[\" ~ none",
                "{\"ids\":[{\"ref\":1}],\"op\":\"confirm\",\"x\":\" ~ none",
                "{\"op\":\"confirm\",\"ref\":\"7\",\"ids\":[\" ~ none",
                "{ \"id\\\"ref\" : [1, {}] , \"ref\" : 12 , \"ids\":[\" ~ 12",
                "{\"ids\":[\"ref\",\"\\\\\"],\"ref\":900719925474099,\"x\":\" ~ 900719925474099"
            })
    void shouldReadTheRefOfTheFrameAlone(String begin, String ref) {
        Raw client = new Raw();
        client.send(TEXT, padded(begin, MOST * 2));
        JsonObject problem = client.awaitFrame("problem");
        assertThat(String.valueOf(problem.getLong("ref"))).isEqualTo(ref.equals("none") ? "null" : ref);
    }

    @Test
    void shouldBeBusyAndGoOnWhenTheNodeHasNoRoomForTheMessage() {
        long others = (64 << 20) - (100 << 10);
        assertThat(fixture.memory.received().tryTake(others)).isTrue();
        Raw client = new Raw();
        client.send(TEXT, padded("{\"op\":\"confirm\",\"ref\":8,\"ids\":[\"", 200_000));
        JsonObject problem = client.awaitFrame("problem");
        assertThat(problem.getString("code")).isEqualTo("busy");
        assertThat(problem.getLong("ref")).isEqualTo(8);
        client.send(TEXT, SUBSCRIBE);
        client.awaitFrame("subscribed");
        assertThat(fixture.memory.received().taken()).isEqualTo(others);
    }

    @Test
    void shouldLetGoOfAMessageWhenItsClientVanishes() {
        Raw client = new Raw();
        client.send(TEXT_BEGINS, padded("{\"op\":\"confirm\",\"ref\":8,\"ids\":[\"", 200_000));
        client.await("it is kept", () -> fixture.memory.received().taken() > 150_000);
        client.socket.close();
        client.await("it is gone", () -> fixture.memory.received().taken() == 0);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"81FF8000000000000001", "81FF0000000000007000", "C1FF0000000000070000", "817F0000000000070000"})
    void shouldCloseWhenTheHeadOfALongFrameBreaksTheRules(String hex) {
        Raw client = new Raw();
        Buffer bytes = Buffer.buffer();
        for (int at = 0; at < hex.length(); at += 2) {
            bytes.appendByte((byte) Integer.parseInt(hex.substring(at, at + 2), 16));
        }
        client.write(bytes.appendString("mask and some payload"));
        client.awaitFrame("problem");
        client.await("it is closed", () -> client.closed);
    }

    private static String padded(String begin, int length) {
        return begin + "x".repeat(length - begin.length() - 3) + "\"]}";
    }

    /** A client that writes its frames itself. */
    private final class Raw {
        private final NetSocket socket =
                StreamFixture.await(fixture.vertx.createNetClient().connect(fixture.port(), "127.0.0.1"));
        private final List<JsonObject> frames = new ArrayList<>();
        private Buffer rest = Buffer.buffer();
        private Buffer message = Buffer.buffer();
        private volatile boolean upgraded;
        private volatile boolean closed;

        Raw() {
            socket.closeHandler(gone -> closed = true);
            socket.handler(this::received);
            socket.write("GET /v1/stream HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                    + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n");
            await("the upgrade", () -> upgraded);
        }

        void send(int head, String text) {
            write(frame(head, text));
        }

        void write(Buffer bytes) {
            StreamFixture.await(socket.write(bytes));
        }

        Buffer frame(int head, String text) {
            byte[] payload = text.getBytes(StandardCharsets.UTF_8);
            byte[] mask = new byte[4];
            random.nextBytes(mask);
            Buffer frame = Buffer.buffer().appendByte((byte) head);
            if (payload.length < 126) {
                frame.appendByte((byte) (0x80 | payload.length));
            } else if (payload.length < 65_536) {
                frame.appendByte((byte) 0xfe).appendUnsignedShort(payload.length);
            } else {
                frame.appendByte((byte) 0xff).appendLong(payload.length);
            }
            frame.appendBytes(mask);
            for (int at = 0; at < payload.length; at++) {
                payload[at] ^= mask[at % 4];
            }
            return frame.appendBytes(payload);
        }

        private synchronized void received(Buffer bytes) {
            rest.appendBuffer(bytes);
            if (!upgraded) {
                int end = rest.toString(StandardCharsets.ISO_8859_1).indexOf("\r\n\r\n");
                upgraded = end >= 0;
                rest = upgraded ? rest.getBuffer(end + 4, rest.length()) : rest;
            }
            while (upgraded && takeFrame()) {
                // One after the other
            }
        }

        private boolean takeFrame() {
            if (rest.length() < 2) {
                return false;
            }
            int code = rest.getByte(1) & 0x7f;
            int head = code == 126 ? 4 : code == 127 ? 10 : 2;
            if (rest.length() < head) {
                return false;
            }
            int length = code == 126 ? rest.getUnsignedShort(2) : code == 127 ? (int) rest.getLong(2) : code;
            if (rest.length() < head + length) {
                return false;
            }
            if ((rest.getByte(0) & 0x0f) < 2) {
                message.appendBuffer(rest.getBuffer(head, head + length));
                if (rest.getByte(0) < 0) {
                    frames.add(message.toJsonObject());
                    message = Buffer.buffer();
                }
            }
            rest = rest.getBuffer(head + length, rest.length());
            return true;
        }

        synchronized List<JsonObject> frames(String op) {
            return frames.stream()
                    .filter(frame -> op.equals(frame.getString("op")))
                    .toList();
        }

        List<JsonObject> events() {
            return frames("events").stream()
                    .flatMap(frame -> frame.getJsonArray("events").stream())
                    .map(JsonObject.class::cast)
                    .toList();
        }

        JsonObject awaitFrame(String op) {
            await("a frame " + op, () -> !frames(op).isEmpty());
            return frames(op).get(0);
        }

        void await(String what, java.util.concurrent.Callable<Boolean> holds) {
            eventually(Duration.ofSeconds(20), what, holds);
        }
    }
}
