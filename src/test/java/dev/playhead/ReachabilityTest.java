package dev.playhead;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class ReachabilityTest {
    @Test
    void shouldNameHostAndPortWithinTwoSecondsWhenNobodyListens() throws Exception {
        int free = freePort();
        assertThat(told(Reachability.kafka("SSL://localhost:" + free + ", 127.0.0.1:" + free)))
                .contains("localhost:" + free, "127.0.0.1:" + free);
        assertThat(told(Reachability.redis("redis://[::1]:" + free + "/0"))).contains("::1", ":" + free);
    }

    @Test
    void shouldNameTheHostAndNoPasswordWhenThereIsNoSuchHost() throws Exception {
        assertThat(told(Reachability.redis("rediss://user:secret@no-such-host.invalid")))
                .contains("no-such-host.invalid:6379")
                .doesNotContain("secret");
    }

    @Test
    void shouldSayNothingWhenOneOfThemAnswers() throws Exception {
        try (ServerSocket listening = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            int port = listening.getLocalPort();
            assertThat(told(Reachability.kafka("127.0.0.1:" + freePort() + ",127.0.0.1:" + port)))
                    .isEmpty();
            assertThat(told(Reachability.redis("redis://127.0.0.1:" + port))).isEmpty();
            assertThat(told(Reachability.redis("unix:///run/redis.sock"))).isEmpty();
        }
    }

    private static String told(CompletableFuture<String> look) throws Exception {
        return look.get(2, TimeUnit.SECONDS);
    }

    private static int freePort() throws Exception {
        try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return probe.getLocalPort();
        }
    }
}
