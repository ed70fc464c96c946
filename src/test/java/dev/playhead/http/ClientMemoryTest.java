package dev.playhead.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.testing.Eventually;
import dev.playhead.testing.MemoryEdges;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** All clients together take up no more memory than a node has for them, whatever each of them may. */
final class ClientMemoryTest {
    private static final int MIB = 1 << 20;
    private final List<MemoryEdges.Client> clients = new ArrayList<>();
    private MemoryEdges edges;

    @AfterEach
    void close() throws IOException {
        for (MemoryEdges.Client client : clients) {
            client.close();
        }
        edges.close();
    }

    @ParameterizedTest
    @CsvSource({
        "POST /v1/topics/orders/events,application/cloudevents-batch+json,900000",
        "POST /v1/topics/orders/events,application/cloudevents+json,500000",
        "POST /v1/topics/orders/events,application/x-ndjson,700000",
        "POST /v1/topics/orders/events,text/plain,300000"
    })
    void shouldRefuseSomeWhenManyBodiesAreHalfSent(String line, String mediaType, int sent) throws Exception {
        edges = new MemoryEdges(new MemoryEdges.Choice().received(4 * MIB));
        byte[] half = "[".repeat(sent).getBytes(StandardCharsets.US_ASCII);
        String head = line + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: " + mediaType
                + "\r\nce-id: 1\r\nce-source: /t\r\nce-type: t\r\nce-specversion: 1.0\r\nContent-Length: 1000000\r\n\r\n";
        int refused = 0;
        for (int number = 0; number < 60; number++) {
            MemoryEdges.Client client = client();
            client.write(head).write(half);
            assertThat(edges.memory.received().taken()).isLessThanOrEqualTo(4 * MIB);
        }
        Eventually.eventually(
                "the rest is refused",
                () -> clients.stream().filter(MemoryEdges.Client::isAnswered).count() >= 60 - 4 * MIB / sent);
        for (MemoryEdges.Client client : clients) {
            if (client.isAnswered()) {
                refused++;
                assertThat(client.answer()).contains("\"code\":\"busy\"");
            }
        }
        assertThat(refused).isBetween(40, 59);
        for (MemoryEdges.Client client : clients) {
            client.close();
        }
        Eventually.eventually("all is given back", () -> edges.memory.received().taken() == 0);
        assertThat(append().answer()).startsWith("HTTP/1.1 200");
    }

    @Test
    void shouldRefusePagesWhenManyAreNotRead() throws Exception {
        edges = new MemoryEdges(new MemoryEdges.Choice().unread(8 * MIB));
        String event = "{\"specversion\":\"1.0\",\"id\":\"%d\",\"source\":\"/t\",\"type\":\"t\",\"data\":\"%s\"}\n";
        String data = "x".repeat(500_000);
        StringBuilder lines = new StringBuilder();
        for (int id = 0; id < 16; id++) {
            lines.append(event.formatted(id, data));
        }
        assertThat(client().request(
                                "POST /v1/topics/orders/events",
                                "Content-Type: application/x-ndjson\r\n",
                                lines.toString().getBytes(StandardCharsets.UTF_8))
                        .answer())
                .contains("\"stored\":16");
        String pages = "GET /v1/topics/orders/events?from=earliest HTTP/1.1\r\nHost: localhost\r\n\r\n";
        long most = 0;
        int refused = 0;
        for (int number = 0; number < 30; number++) {
            MemoryEdges.Client unread = client();
            unread.write(pages);
            Eventually.eventually("it is answered", unread::isAnswered);
            most = Math.max(most, edges.memory.unread().taken());
            String status = unread.line();
            assertThat(status).containsPattern("^HTTP/1.1 (200|429) ");
            refused += status.contains("429") ? 1 : 0;
        }
        assertThat(refused).isGreaterThan(20);
        // A page that was begun below the bound is written whole
        assertThat(most).isLessThan(8 * MIB + 9_000_000L);
        for (MemoryEdges.Client client : clients) {
            client.close();
        }
        Eventually.eventually("all is given back", () -> edges.memory.unread().taken() == 0);
        assertThat(client().request("GET /v1/topics", "", new byte[0]).answer()).startsWith("HTTP/1.1 200");
    }

    @Test
    void shouldCloseAtOnceWhenThereAreAsManyConnectionsAsMayBe() throws Exception {
        edges = new MemoryEdges(new MemoryEdges.Choice().with("http.maxConnections", "3"));
        for (int number = 0; number < 3; number++) {
            assertThat(client().request("GET /v1/topics", "", new byte[0]).answer())
                    .startsWith("HTTP/1.1 200");
        }
        for (int number = 0; number < 5; number++) {
            assertThat(client().write("GET /v1/topics HTTP/1.1\r\nHost: localhost\r\n\r\n")
                            .rest())
                    .startsWith("HTTP/1.1 429")
                    .contains("\"code\":\"busy\"")
                    .contains("http.maxConnections");
        }
        clients.remove(0).close();
        Eventually.eventually("there is room again", () -> {
            try (MemoryEdges.Client next = edges.http()) {
                next.write("GET /v1/topics HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
                return next.rest().startsWith("HTTP/1.1 200");
            } catch (IOException reset) {
                return false;
            }
        });
    }

    @Test
    void shouldCountAConnectionBeforeItSendsAByte() throws Exception {
        edges = new MemoryEdges(new MemoryEdges.Choice().with("http.maxConnections", "3"));
        for (int number = 0; number < 3; number++) {
            client();
        }
        clients.get(2).write("GET /v1");
        for (int number = 0; number < 5; number++) {
            assertThat(client().rest()).startsWith("HTTP/1.1 429").contains("\"code\":\"busy\"");
        }
        assertThat(clients.get(1).request("GET /v1/topics", "", new byte[0]).answer())
                .startsWith("HTTP/1.1 200");
        clients.remove(0).close();
        Eventually.eventually("there is room again", () -> {
            try (MemoryEdges.Client next = edges.http()) {
                next.write("GET /v1/topics HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
                return next.rest().startsWith("HTTP/1.1 200");
            } catch (IOException reset) {
                return false;
            }
        });
    }

    @Test
    void shouldKeepNobodyOutWhenRefusedClientsStay() throws Exception {
        edges = new MemoryEdges(
                new MemoryEdges.Choice().with("http.maxConnections", "3").with("http.maxRefused", "20"));
        for (int number = 0; number < 23; number++) {
            client();
        }
        for (MemoryEdges.Client refused : clients.subList(3, 23)) {
            Eventually.eventually("it is answered", refused::isAnswered);
        }
        clients.remove(0).close();

        Eventually.eventually("there is room at once", () -> {
            try (MemoryEdges.Client next = edges.http()) {
                next.write("GET /v1/topics HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
                return next.rest().startsWith("HTTP/1.1 200");
            } catch (IOException reset) {
                return false;
            }
        });
        for (MemoryEdges.Client refused : clients.subList(2, 22)) {
            assertThat(refused.rest()).startsWith("HTTP/1.1 429").contains("http.maxConnections");
        }
    }

    @Test
    void shouldCloseWithoutAnAnswerWhenManyRefusedClientsStay() throws Exception {
        edges = new MemoryEdges(
                new MemoryEdges.Choice().with("http.maxConnections", "1").with("http.maxRefused", "2"));
        for (int number = 0; number < 3; number++) {
            client();
        }
        Eventually.eventually("the last is answered", clients.get(2)::isAnswered);

        String beyond;
        try (MemoryEdges.Client client = edges.http()) {
            beyond = client.rest();
        } catch (IOException reset) {
            beyond = "";
        }

        assertThat(beyond).isEmpty();
        assertThat(clients.get(1).rest()).startsWith("HTTP/1.1 429");
    }

    private MemoryEdges.Client append() throws IOException {
        byte[] event = "{\"specversion\":\"1.0\",\"id\":\"after\",\"source\":\"/t\",\"type\":\"t\"}"
                .getBytes(StandardCharsets.UTF_8);
        return client().request(
                        "POST /v1/topics/orders/events", "Content-Type: application/cloudevents+json\r\n", event);
    }

    private MemoryEdges.Client client() throws IOException {
        MemoryEdges.Client client = edges.http();
        clients.add(client);
        return client;
    }
}
