package dev.playhead;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.testing.TestPorts;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class ReachabilityTest {
    @Test
    void shouldNameHostAndPortWithinTwoSecondsWhenNothingListens() throws Exception {
        int free = TestPorts.free();
        Reachability.Result kafka = result(Reachability.kafka("SSL://localhost:" + free + ", 127.0.0.1:" + free));
        assertThat(kafka.unreached()).hasSize(2);
        assertThat(kafka.unreached().get(0)).startsWith("localhost:" + free + " (");
        assertThat(kafka.unreached().get(1)).startsWith("127.0.0.1:" + free + " (");
        assertThat(kafka.isOutage()).isTrue();
        assertThat(result(Reachability.redis("redis://[::1]:" + free + "/0")).unreached())
                .singleElement()
                .asString()
                .startsWith("[::1]:" + free);
    }

    @Test
    void shouldNameTheHostAndNoPasswordWhenItIsUnknown() throws Exception {
        assertThat(result(Reachability.redis("rediss://user:secret@no-such-host.invalid"))
                        .unreached())
                .containsExactly("no-such-host.invalid:6379 (unknown host)");
    }

    @Test
    void shouldNameEachBrokerThatIsAwayWhenAnotherAnswers() throws Exception {
        try (ServerSocket listening = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            int free = TestPorts.free();
            Reachability.Result kafka =
                    result(Reachability.kafka("127.0.0.1:" + free + ",127.0.0.1:" + listening.getLocalPort()));
            assertThat(kafka.unreached()).singleElement().asString().startsWith("127.0.0.1:" + free);
            assertThat(kafka.isOutage()).isFalse();
        }
    }

    @Test
    void shouldBeCompleteWhenAllAnswer() throws Exception {
        try (ServerSocket listening = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            int port = listening.getLocalPort();
            assertThat(result(Reachability.kafka("127.0.0.1:" + port)).isComplete())
                    .isTrue();
            assertThat(result(Reachability.redis("redis://127.0.0.1:" + port)).isComplete())
                    .isTrue();
            assertThat(result(Reachability.redis("unix:///run/redis.sock")).isComplete())
                    .isTrue();
        }
    }

    private static Reachability.Result result(CompletableFuture<Reachability.Result> look) throws Exception {
        return look.get(2, TimeUnit.SECONDS);
    }
}
