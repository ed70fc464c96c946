package dev.playhead.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.testing.MemoryEdges;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bodies with a content coding, on every route that takes a body. */
final class ContentCodingTest {
    private static final String APPEND = "POST /v1/topics/orders/events";
    private static final String STRUCTURED = "Content-Type: application/cloudevents+json\r\n";
    private static final String BATCH = "Content-Type: application/cloudevents-batch+json\r\n";
    private static final String LINES = "Content-Type: application/x-ndjson\r\n";
    private static final String BINARY =
            "Content-Type: text/plain\r\nce-specversion: 1.0\r\nce-id: binary\r\n" + "ce-source: /t\r\nce-type: t\r\n";

    private MemoryEdges edges;

    @BeforeEach
    void open() throws Exception {
        edges = new MemoryEdges(
                new MemoryEdges.Choice().with("events.maxBytes", "4KiB").with("http.maxBody", "64KiB"));
    }

    @AfterEach
    void close() {
        edges.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "x-gzip", "GZIP", "deflate", "raw", "members", "named", "identity"})
    void shouldStoreTheDecodedBytesWhenTheCodingIsKnown(String coding) throws Exception {
        String lines =
                IntStream.range(0, 5000).mapToObj(id -> event("line-" + id)).collect(Collectors.joining("\n"));
        try (MemoryEdges.Client client = edges.http()) {
            assertThat(send(client, APPEND, STRUCTURED, coding, event("one"))).contains("\"offset\":");
            assertThat(send(client, APPEND, BATCH, coding, "[" + event("two") + "," + event("three") + "]"))
                    .startsWith("HTTP/1.1 200")
                    .contains("\"id\":\"three\"");
            assertThat(send(client, APPEND, BINARY, coding, "plain text")).contains("\"offset\":");
            assertThat(send(client, APPEND, LINES, coding, lines)).contains("\"stored\":5000,");
            assertThat(send(client, "PUT /v1/topics/made", "", coding, "{\"partitions\":3}"))
                    .startsWith("HTTP/1.1 201")
                    .contains("\"partitions\":3");
        }
        assertThat(edges.stored("orders")).isEqualTo(5004);
    }

    @ParameterizedTest
    @CsvSource({"br", "zstd", "compress", "'gzip, gzip'", "'deflate,br'", "aes128gcm"})
    void shouldNameTheCodingWhenItIsNotDecoded(String coding) throws Exception {
        String header = "Content-Encoding: " + coding + "\r\n";
        for (String route : new String[] {
            APPEND,
            "PUT /v1/topics/made",
            "PUT /v1/groups/g",
            "POST /v1/groups/g/confirmations",
            "POST /v1/replays",
            "PATCH /v1/replays/r",
            "POST /v1/groups/g/parked/redrive"
        }) {
            for (String type :
                    route.equals(APPEND) ? new String[] {STRUCTURED, BATCH, LINES, BINARY} : new String[] {""}) {
                try (MemoryEdges.Client client = edges.http()) {
                    assertThat(client.request(route, type + header, "{}".getBytes(StandardCharsets.UTF_8))
                                    .answer())
                            .as(route)
                            .startsWith("HTTP/1.1 415")
                            .containsIgnoringCase("accept-encoding: gzip, deflate")
                            .contains(coding);
                }
            }
        }
        assertThat(edges.stored("orders")).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "deflate", "raw"})
    void shouldRefuseWhenAFewBytesBecomeMany(String coding) throws Exception {
        String bomb = " ".repeat(64 << 20);
        for (String type : new String[] {STRUCTURED, BATCH, BINARY}) {
            try (MemoryEdges.Client client = edges.http()) {
                assertThat(send(client, APPEND, type, coding, bomb)).startsWith("HTTP/1.1 413");
            }
        }
        try (MemoryEdges.Client client = edges.http()) {
            assertThat(send(client, "PUT /v1/topics/made", "", coding, bomb)).startsWith("HTTP/1.1 413");
        }
        try (MemoryEdges.Client client = edges.http()) {
            assertThat(send(client, APPEND, LINES, coding, "x".repeat(8 << 20) + "\n" + event("after")))
                    .contains("too_large")
                    .contains("\"stored\":1,");
        }
        assertThat(edges.memory.received().taken()).isZero();
    }

    @Test
    void shouldBeMalformedWhenTheBytesAreNotOfTheCoding() throws Exception {
        byte[] good = coded("gzip", event("one"));
        byte[] checksum = good.clone();
        checksum[good.length - 6] ^= 1;
        byte[] flags = good.clone();
        flags[3] = (byte) 0xff;
        malformed("gzip", Arrays.copyOf(good, good.length - 3));
        malformed("gzip", Arrays.copyOf(good, 7));
        malformed("gzip", Arrays.copyOf(good, 20));
        malformed("gzip", checksum);
        malformed("gzip", flags);
        malformed("gzip", event("one").getBytes(StandardCharsets.UTF_8));
        malformed("gzip", Arrays.copyOf(good, good.length + 1));
        malformed("deflate", Arrays.copyOf(coded("deflate", event("one")), 30));
        malformed("deflate", Arrays.copyOf(coded("deflate", event("one")), 300));
        malformed("deflate", new byte[] {7});
        malformed("deflate", new byte[] {0x78, (byte) 0xbb, 1, 2, 3, 4, 5, 6, 7, 8, 9});
        assertThat(edges.stored("orders")).isZero();
    }

    private void malformed(String coding, byte[] body) throws Exception {
        for (String type : new String[] {STRUCTURED, BATCH, LINES}) {
            try (MemoryEdges.Client client = edges.http()) {
                assertThat(client.request(APPEND, type + "Content-Encoding: " + coding + "\r\n", body)
                                .answer())
                        .contains("\"code\":\"malformed\"")
                        .contains("Content-Encoding");
            }
        }
    }

    private static String send(MemoryEdges.Client client, String line, String headers, String coding, String body)
            throws IOException {
        String named =
                switch (coding) {
                    case "raw" -> "deflate";
                    case "members", "named" -> "gzip";
                    default -> coding;
                };
        return client.request(line, headers + "Content-Encoding: " + named + "\r\n", coded(coding, body))
                .answer();
    }

    private static byte[] coded(String coding, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        switch (coding) {
            case "identity" -> out.write(bytes);
            case "deflate" -> write(new DeflaterOutputStream(out), bytes, 0, bytes.length);
            case "raw" -> write(new DeflaterOutputStream(out, new Deflater(9, true)), bytes, 0, bytes.length);
            case "members" -> {
                write(new GZIPOutputStream(out), bytes, 0, bytes.length / 3);
                write(new GZIPOutputStream(out), bytes, 0, 0);
                write(new GZIPOutputStream(out), bytes, bytes.length / 3, bytes.length);
            }
            case "named" -> {
                write(new GZIPOutputStream(out), bytes, 0, bytes.length);
                byte[] plain = out.toByteArray();
                out.reset();
                // extra, name, comment and checksum of the header
                out.write(new byte[] {
                    0x1f, (byte) 0x8b, 8, 30, 0, 0, 0, 0, 0, 3, 3, 0, 'a', 'b', 'c', 'n', 0, 'c', 0, 1, 2
                });
                out.write(plain, 10, plain.length - 10);
            }
            default -> write(new GZIPOutputStream(out), bytes, 0, bytes.length);
        }
        return out.toByteArray();
    }

    private static void write(OutputStream out, byte[] bytes, int from, int to) throws IOException {
        try (out) {
            out.write(bytes, from, to - from);
        }
    }

    private static String event(String id) {
        return "{\"specversion\":\"1.0\",\"id\":\"" + id + "\",\"source\":\"/t\",\"type\":\"t\"}";
    }
}
