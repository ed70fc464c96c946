package dev.playhead;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.http.ManagementSettings;
import dev.playhead.testing.Defaults;
import dev.playhead.testing.TestPorts;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
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
