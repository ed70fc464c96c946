package dev.playhead.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.testing.MemoryEdges;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A resource that is read by GET is asked about by HEAD and OPTIONS, and a refusal without a body ends nothing. */
final class HeadTest {
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
                "/v1/topics",
                "/v1/topics/orders",
                "/v1/topics/orders/events?from=earliest",
                "/openapi.yaml",
                "/asyncapi.yaml",
                "/v1/topics/none",
                "/v1/topics/orders/events/0/7",
                "/v1/topics/orders/events?from=gibberish",
                "/nowhere"
            })
    void shouldHaveTheHeadersOfGetAndNoBodyWhenAskedByHead(String uri) throws Exception {
        try (MemoryEdges.Client client = edges.http()) {
            String whole = client.write(head("GET " + uri)).answer();
            String bare = client.write(head("HEAD " + uri)).head();
            assertThat(bare)
                    .isEqualTo(whole.substring(0, whole.indexOf("\r\n\r\n") + 4))
                    .containsPattern("(?i)content-length: [1-9]");
            assertThat(client.write(head("GET /v1/topics")).answer()).startsWith("HTTP/1.1 200");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            /v1/topics                 | GET, HEAD, OPTIONS
            /v1/topics/orders          | GET, HEAD, OPTIONS
            /v1/topics/orders/events   | GET, HEAD, OPTIONS, POST
            /v1/replays/r-1            | DELETE, GET, HEAD, OPTIONS, PATCH
            /v1/replays/r-1/pause      | OPTIONS, POST
            """)
    void shouldTellTheMethodsWhenAskedByOptionsAndWhenAMethodIsRefused(String uri, String methods) throws Exception {
        try (MemoryEdges.Client client = edges.http()) {
            String told = client.write(head("OPTIONS " + uri)).head();
            assertThat(told).startsWith("HTTP/1.1 204").containsIgnoringCase("\r\nallow: ");
            for (String method : methods.split(", ")) {
                assertThat(told).contains(method);
            }
            assertThat(client.write(head("TRACE " + uri)).answer())
                    .startsWith("HTTP/1.1 405")
                    .containsIgnoringCase("\r\nallow: ");
        }
    }

    @Test
    void shouldKeepTheConnectionWhenARefusedRequestHasNoBody() throws Exception {
        try (MemoryEdges.Client client = edges.http()) {
            for (String line : new String[] {
                "GET /nowhere", "DELETE /v1/topics", "GET /v1/topics?a=%zz", "POST /v1/topics", "PUT /v1/topics/%ff"
            }) {
                assertThat(client.write(head(line)).answer())
                        .startsWith("HTTP/1.1 4")
                        .doesNotContainIgnoringCase("connection: close");
            }
            assertThat(client.write("GET /v1/topics?a=%zz HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n")
                            .answer())
                    .doesNotContainIgnoringCase("connection: close");
        }
        try (MemoryEdges.Client client = edges.http()) {
            assertThat(client.write("PUT /v1/topics/n?a=%zz HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\n")
                            .answer())
                    .containsIgnoringCase("connection: close");
        }
    }

    private static String head(String line) {
        return line + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
    }
}
