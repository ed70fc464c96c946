package dev.playhead.ws;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The rules of RFC 6455, by bytes that no library would send. */
final class WebSocketRulesTest {
    private static final String UPGRADE = "Upgrade: websocket\r\n";
    private static final String CONNECTION = "Connection: Upgrade\r\n";
    private static final String VERSION = "Sec-WebSocket-Version: 13\r\n";
    private static final String KEY = "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n";

    private final StreamFixture fixture = new StreamFixture();
    private Socket socket;
    private DataInputStream in;

    @BeforeEach
    void connect() throws IOException {
        fixture.log.topic("orders", 1);
        socket = new Socket("127.0.0.1", fixture.port());
        socket.setSoTimeout(20_000);
        in = new DataInputStream(socket.getInputStream());
    }

    @AfterEach
    void close() throws IOException {
        socket.close();
        fixture.close();
    }

    /** Frames in hex with a mask of zeros, {@code M}. */
    @ParameterizedTest
    @CsvSource(textBlock = """
            1002, C180M
            1002, A180M
            1002, 9180M
            1002, 8100
            1002, 890141
            1002, 0980M
            1002, 0880M
            1002, 89FE007EM
            1002, 88FE0080M
            1002, 8080M
            1002, 0080M
            1002, 0180M8180M
            1002, 0180M8280M
            1002, 8380M
            1002, 8780M
            1002, 8B80M
            1002, 8F80M
            1002, 81FE0001M41
            1002, 8881M03
            1002, 8882M03E7
            1002, 8882M0000
            1002, 8882M03EC
            1002, 8882M03ED
            1002, 8882M03EE
            1002, 8882M03F7
            1002, 8882M07D0
            1002, 8882M1388
            1002, 8882MFFFF
            1002, 8884M03ED4141
            1007, 8884M03E8C328
            1007, 8885M03E8EDA080
            1007, 8182MC328
            1007, 8182MC080
            1007, 8181MFF
            1007, 8183MEDA080
            1007, 8184MF4908080
            1007, 8182ME282
            1007, 0181ME28082M8228
            1007, 0181ME20082M82AC8081M80
            1007, 0181ME20081MC3
            1000, 0181ME28082M82AC8882M03E8
            1000, 0184MF09F98808080M8882M03E8
            1000, 8880M
            1000, 8882M03E8
            1001, 8882M03E9
            1012, 8882M03F4
            3000, 8882M0BB8
            4999, 8882M1387
            """)
    void shouldCloseWithTheCodeOfTheRuleWhenFramesBreakIt(int code, String frames) throws IOException {
        assertThat(handshake("/v1/stream", UPGRADE + CONNECTION + VERSION + KEY))
                .startsWith("HTTP/1.1 101");
        send(frames);
        assertThat(closeCode()).isEqualTo(code);
    }

    @ParameterizedTest
    @ValueSource(strings = {"8182MC328", "C180M", "8882M1388"})
    void shouldCloseWithTheCodeOfTheRuleWhenTheStreamIsBare(String frames) throws IOException {
        assertThat(handshake(
                        "/v1/topics/orders/stream",
                        UPGRADE + CONNECTION + VERSION + KEY + "Sec-WebSocket-Protocol: cloudevents.json\r\n"))
                .startsWith("HTTP/1.1 101");
        send(frames);
        assertThat(closeCode()).isEqualTo(frames.startsWith("81") ? 1007 : 1002);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            x\\r\\nSec-WebSocket-Protocol: cloudevents.json         | cloudevents.json
            x, y\\r\\nSec-WebSocket-Protocol: z, playhead.v1        | playhead.v1
            \\r\\nSec-WebSocket-Protocol: playhead.v1               | playhead.v1
            playhead.v1                                            | playhead.v1
            """)
    void shouldReadSubprotocolsOfAllLinesAsOneList(String protocols, String chosen) throws IOException {
        assertThat(handshake(
                        "/v1/stream",
                        UPGRADE + CONNECTION + VERSION + KEY + "Sec-WebSocket-Protocol: "
                                + String.valueOf(protocols).translateEscapes() + "\r\n"))
                .startsWith("HTTP/1.1 101")
                .containsIgnoringCase("\r\nsec-websocket-protocol: " + chosen + "\r\n");
    }

    @Test
    void shouldTakeTheOptionsOfAllConnectionLines() throws IOException {
        assertThat(handshake(
                        "/v1/stream", UPGRADE + "Connection: keep-alive\r\nConnection: x, upgrade\r\n" + VERSION + KEY))
                .startsWith("HTTP/1.1 101");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "AAAAAAAAAAAAAAAAAAAAAA",
                "AAAAAAAAAAAAAAAAAAAA",
                "AAAAAAAAAAAAAAAAAAAAAAAA",
                "AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==",
                "AAAAAAAAAAAAAAAAAAAAA*==",
                "AAAAAAAAAAAAAAAAAAAAA===",
                ""
            })
    void shouldRefuseWhenTheKeyIsNot16BytesInBase64(String key) throws IOException {
        assertThat(handshake("/v1/stream", UPGRADE + CONNECTION + VERSION + "Sec-WebSocket-Key: " + key + "\r\n"))
                .startsWith("HTTP/1.1 400")
                .contains("takes 16 bytes in base64");
    }

    @ParameterizedTest
    @ValueSource(strings = {"8", "0", "14", "013", "13, 8", "x"})
    void shouldTellTheVersionWhenTheHandshakeHasAnother(String version) throws IOException {
        assertThat(handshake("/v1/stream", UPGRADE + CONNECTION + KEY + "Sec-WebSocket-Version: " + version + "\r\n"))
                .startsWith("HTTP/1.1 426")
                .containsIgnoringCase("\r\nsec-websocket-version: 13\r\n")
                .contains("upgrade_required");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v1/stream",
                "/v1/topics/orders/stream?from=earliest",
                "/v1/replays/r-1/stream",
                "/v1/topics/%6f/stream"
            })
    void shouldSpeakOfWebSocketWhenAStreamIsAskedForWithoutUpgrade(String uri) throws IOException {
        assertThat(handshake(uri, ""))
                .startsWith("HTTP/1.1 426")
                .containsIgnoringCase("\r\nupgrade: websocket\r\n")
                .containsIgnoringCase("\r\nconnection: upgrade\r\n")
                .contains("upgrade_required")
                .contains("WebSocket");
    }

    @Test
    void shouldBeInTheWordsOfTheNodeWhenVertxWouldRefuse() throws IOException {
        assertThat(handshake("/v1/stream|", UPGRADE + CONNECTION + VERSION + KEY))
                .startsWith("HTTP/1.1 4")
                .contains(": ");
        assertThat(handshake("/v1/topics/orders/stream?a={b}", UPGRADE + CONNECTION + VERSION + KEY))
                .startsWith("HTTP/1.1 400")
                .contains("invalid_request");
    }

    /** Its answer: the head, and the body where it has a length. */
    private String handshake(String uri, String headers) throws IOException {
        write("GET " + uri + " HTTP/1.1\r\nHost: a\r\n" + headers + "\r\n");
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            head.append((char) in.readUnsignedByte());
        }
        String text = head.toString();
        int length = text.toLowerCase(java.util.Locale.ROOT).indexOf("content-length: ");
        return length < 0
                ? text
                : text
                        + new String(
                                in.readNBytes(
                                        Integer.parseInt(text.substring(length + 16, text.indexOf('\r', length)))),
                                StandardCharsets.UTF_8);
    }

    private void send(String frames) throws IOException {
        socket.getOutputStream().write(HexFormat.of().parseHex(frames.replace("M", "00000000")));
    }

    private void write(String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** That of the first close frame. */
    private int closeCode() throws IOException {
        while (true) {
            int first = in.readUnsignedByte();
            int length = in.readUnsignedByte();
            byte[] body = in.readNBytes(length < 126 ? length : in.readUnsignedShort());
            if ((first & 0xf) == 8) {
                return (body[0] & 0xff) << 8 | body[1] & 0xff;
            }
        }
    }
}
