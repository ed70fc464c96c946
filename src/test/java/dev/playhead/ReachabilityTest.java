package dev.playhead;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.playhead.config.SettingsLoader;
import dev.playhead.http.ManagementSettings;
import dev.playhead.kafka.client.KafkaSettings;
import dev.playhead.testing.Defaults;
import dev.playhead.testing.TestPorts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class ReachabilityTest {
    private static final ManagementSettings LIMITS = Defaults.of(ManagementSettings.class);

    @Test
    void shouldWaitAndCheckAsLongAndAsMuchAsTheSettingsSay() throws Exception {
        try (ServerSocket halted = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            List<Socket> waiting = new ArrayList<>();
            String servers = "127.0.0.1:" + halted.getLocalPort() + ",127.0.0.1:" + TestPorts.free() + ",b:1,c:1";
            for (int connection = 0; connection < 4; connection++) {
                Socket socket = new Socket();
                waiting.add(socket);
                try {
                    socket.connect(halted.getLocalSocketAddress(), 100);
                } catch (SocketTimeoutException full) {
                    break;
                }
            }
            for (int millis : new int[] {50, 300}) {
                Reachability.Result result = result(Reachability.kafka(
                        servers, new ManagementSettings(0, Duration.ofSeconds(45), Duration.ofMillis(millis), 2)));
                assertThat(result.unreached()).hasSize(2);
                assertThat(result.unreached().get(0)).contains("127.0.0.1:" + halted.getLocalPort());
                assertThat(result.tried()).isEqualTo(2);
            }
            for (Socket each : waiting) {
                each.close();
            }
        }
    }

    @Test
    void shouldNameHostAndPortWithinTwoSecondsWhenNothingListens() throws Exception {
        int free = TestPorts.free();
        Reachability.Result kafka =
                result(Reachability.kafka("SSL://localhost:" + free + ", 127.0.0.1:" + free, LIMITS));
        assertThat(kafka.unreached()).hasSize(2);
        assertThat(kafka.unreached().get(0)).startsWith("localhost:" + free + " (");
        assertThat(kafka.unreached().get(1)).startsWith("127.0.0.1:" + free + " (");
        assertThat(kafka.isOutage()).isTrue();
        assertThat(result(Reachability.redis("redis://[::1]:" + free + "/0", LIMITS))
                        .unreached())
                .singleElement()
                .asString()
                .startsWith("[::1]:" + free);
    }

    @Test
    void shouldNameTheHostAndNoPasswordWhenItIsUnknown() throws Exception {
        assertThat(result(Reachability.redis("rediss://user:secret@no-such-host.invalid", LIMITS))
                        .unreached())
                .containsExactly("no-such-host.invalid:6379 (unknown host)");
    }

    @Test
    void shouldRefuseAKafkaWhenItAnswersInTlsAndTheNodeDoesNotSpeakIt() throws Exception {
        assertThatThrownBy(() -> askPlainly(new byte[] {0x15, 3, 3, 0, 2, 2, 80}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("a Kafka that speaks TLS, 127.0.0.1:")
                .hasMessageContaining("kafka.properties.security.protocol");
    }

    @Test
    void shouldTakeAKafkaWhenItAnswersPlainlyOrNotAtAll() {
        assertThatCode(() -> askPlainly(new byte[] {0, 0, 1, 30, 0, 0, 0, 1})).doesNotThrowAnyException();
        assertThatCode(() -> askPlainly(new byte[] {})).doesNotThrowAnyException();
        assertThatCode(() -> Reachability.requirePlain(kafka("127.0.0.1:" + TestPorts.free()), LIMITS))
                .doesNotThrowAnyException();
        assertThatCode(() -> Reachability.requirePlain(Defaults.of(KafkaSettings.class), LIMITS))
                .doesNotThrowAnyException();
    }

    /** Asks a listener that answers the first connection so, and then closes it. */
    private static void askPlainly(byte[] answer) throws Exception {
        try (ServerSocket listening = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            CompletableFuture<Void> answered = CompletableFuture.runAsync(() -> {
                try (Socket socket = listening.accept()) {
                    socket.getInputStream().readNBytes(14);
                    socket.getOutputStream().write(answer);
                } catch (IOException failure) {
                    throw new UncheckedIOException(failure);
                }
            });
            try {
                Reachability.requirePlain(kafka("127.0.0.1:" + listening.getLocalPort()), LIMITS);
            } finally {
                answered.get(10, TimeUnit.SECONDS);
            }
        }
    }

    private static KafkaSettings kafka(String servers) {
        return SettingsLoader.load(KafkaSettings.class, List.of("--kafka.bootstrap.servers=" + servers), Map.of());
    }

    @Test
    void shouldNameEachBrokerThatIsAwayWhenAnotherAnswers() throws Exception {
        try (ServerSocket listening = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            int free = TestPorts.free();
            Reachability.Result kafka =
                    result(Reachability.kafka("127.0.0.1:" + free + ",127.0.0.1:" + listening.getLocalPort(), LIMITS));
            assertThat(kafka.unreached()).singleElement().asString().startsWith("127.0.0.1:" + free);
            assertThat(kafka.isOutage()).isFalse();
        }
    }

    @Test
    void shouldBeCompleteWhenAllAnswer() throws Exception {
        try (ServerSocket listening = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            int port = listening.getLocalPort();
            assertThat(result(Reachability.kafka("127.0.0.1:" + port, LIMITS)).isComplete())
                    .isTrue();
            assertThat(result(Reachability.redis("redis://127.0.0.1:" + port, LIMITS))
                            .isComplete())
                    .isTrue();
            assertThat(result(Reachability.redis("unix:///run/redis.sock", LIMITS))
                            .isComplete())
                    .isTrue();
        }
    }

    private static Reachability.Result result(CompletableFuture<Reachability.Result> look) throws Exception {
        return look.get(2, TimeUnit.SECONDS);
    }
}
