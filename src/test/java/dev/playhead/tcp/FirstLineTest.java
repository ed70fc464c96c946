package dev.playhead.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.testing.Eventually;
import dev.playhead.testing.MemoryEdges;
import dev.playhead.testing.MemoryEdges.Choice;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class FirstLineTest {
    private static final String EVENT = "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/t\",\"type\":\"t\"}\n";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "POST / HTTP/1.1\r\nHost: localhost\r\nOrigin: http://evil\r\n\r\n",
                "GET /?{} HTTP/1.0\n",
                "POST http://localhost:7070/a%20b HTTP/1.1\r\n",
                "CONNECT localhost:7070 HTTP/1.1\r\n",
                "OPTIONS * HTTP/1.1\r\n",
                "M-SEARCH * HTTP/1.1\r\n",
                "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
                "\r\n\r\nPOST / HTTP/1.1\r\n",
                "post /a b HTTP/1.1\r\n",
                "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\n",
                "\u0000\u0000\u0000\u0023\u0000\u0012\u0000\u0004\n",
                "\u0010\u0010\u0000\u0004MQTT\u0004\n",
                "\u0001\n",
                "\u00e9\n",
                "*1\r\n$4\r\nPING\r\n"
            })
    void shouldCloseAndStoreNothingWhenThePeerSpeaksAnotherProtocol(String begin) throws Exception {
        try (MemoryEdges edges = new MemoryEdges();
                MemoryEdges.Client client = edges.lines()) {
            edges.log.topic("events", 1);
            assertThat(client.write(begin + EVENT).rest())
                    .contains("invalid_request")
                    .contains("The first ")
                    .contains("this port accepts events as lines of JSON in plain text");
            assertThat(edges.stored("events")).isZero();
        }
    }

    @Test
    void shouldCloseWhenTheRequestLineIsLongerThanAGreeting() throws Exception {
        try (MemoryEdges edges = new MemoryEdges();
                MemoryEdges.Client client = edges.lines()) {
            edges.log.topic("events", 1);
            assertThat(client.write("POST /" + "a".repeat(60_000)).rest()).contains("The first line is HTTP");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"playhead.parked", "__consumer_offsets", "playhead.", "__"})
    void shouldRefuseTheHelloWhenItsTopicIsReserved(String topic) throws Exception {
        try (MemoryEdges edges = new MemoryEdges();
                MemoryEdges.Client client = edges.lines()) {
            assertThat(client.write("{\"op\":\"hello\",\"topic\":\"" + topic + "\"}\n" + EVENT)
                            .rest())
                    .contains("reserved_topic")
                    .doesNotContain("\"op\":\"hello\"");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\r\n \t\n",
                "{\"op\":\"hello\"}\n",
                "no event HTTP\n",
                "HTTP/1.1\n",
                "{\"a\":\" / HTTP/1.1\"}\n",
                "[\"GET / HTTP/1.1\"]\n"
            })
    void shouldStoreWhenTheFirstLineIsNoRequest(String begin) throws Exception {
        try (MemoryEdges edges = new MemoryEdges();
                MemoryEdges.Client client = edges.lines()) {
            edges.log.topic("events", 1);
            client.write(begin + EVENT);
            Eventually.eventually("it is stored", () -> edges.stored("events") == 1);
        }
    }

    @Test
    void shouldStoreWhenAnEventIsLongerThanAGreetingAndNobodyHasToGreet() throws Exception {
        try (MemoryEdges edges = new MemoryEdges();
                MemoryEdges.Client client = edges.lines()) {
            edges.log.topic("events", 1);
            client.write(EVENT.replace("}\n", ",\"data\":\""));
            for (int piece = 0; piece < 20; piece++) {
                client.write("x".repeat(25_000));
            }
            client.write("\"}\n");
            Eventually.eventually("it is stored", () -> edges.stored("events") == 1);
            assertThat(edges.memory.received().taken()).isZero();
        }
    }

    @Test
    void shouldKeepNoMoreThanAGreetingWhenNobodyHasSaidWhoTheyAre() throws Exception {
        List<MemoryEdges.Client> clients = new ArrayList<>();
        try (MemoryEdges edges = new MemoryEdges(new Choice().tokens())) {
            for (int number = 0; number < 50; number++) {
                MemoryEdges.Client client = edges.lines();
                clients.add(client);
                client.write("{" + " ".repeat(5_000));
            }
            for (MemoryEdges.Client client : clients) {
                assertThat(client.rest()).contains("unauthorized");
            }
            try (MemoryEdges.Client known = edges.lines()) {
                edges.log.topic("events", 1);
                known.write("{\"op\":\"hello\",\"token\":\"" + MemoryEdges.TOKEN + "\"}\n" + EVENT);
                Eventually.eventually("it is stored", () -> edges.stored("events") == 1);
            }
        } finally {
            for (MemoryEdges.Client client : clients) {
                client.close();
            }
        }
    }

    @Test
    void shouldRefuseWhenTheLinesOfAllConnectionsAreTooLongTogether() throws Exception {
        List<MemoryEdges.Client> clients = new ArrayList<>();
        try (MemoryEdges edges = new MemoryEdges(new Choice().received(1 << 20))) {
            edges.log.topic("events", 1);
            String part = EVENT.strip().replace("}", ",\"data\":\"" + "x".repeat(400_000));
            for (int number = 0; number < 4; number++) {
                MemoryEdges.Client client = edges.lines();
                clients.add(client);
                client.write(EVENT.replace("\"1\"", "\"whole-" + number + "\"")
                        + part.replace("\"1\"", "\"part-" + number + "\""));
            }
            Eventually.eventually("four are stored", () -> edges.stored("events") == 4);
            Eventually.eventually(
                    "two parts are kept", () -> edges.memory.received().taken() > 800_000);
            assertThat(edges.memory.received().taken()).isLessThanOrEqualTo(1 << 20);
            for (MemoryEdges.Client client : clients) {
                try {
                    client.write("\"}\n");
                } catch (java.io.IOException refused) {
                    // Closed, with a problem that says busy
                }
            }
            Eventually.eventually("two of the parts are stored, whole", () -> edges.stored("events") == 6);
            Eventually.eventually("all is let go", () -> edges.memory.received().taken() == 0);
        } finally {
            for (MemoryEdges.Client client : clients) {
                client.close();
            }
        }
    }
}
