package dev.playhead;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.playhead.sandbox.StartRefusedException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class FreePortsTest {
    private static final String HOST = InetAddress.getLoopbackAddress().getHostAddress();

    @ParameterizedTest
    @ValueSource(strings = {"tcp.port", "http.port", "cluster.port", "cluster.busPort"})
    void shouldNameTheSettingWhenAnotherHasThePort(String key) throws IOException {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThatExceptionOfType(StartRefusedException.class)
                    .isThrownBy(() -> FreePorts.require(key, HOST, other.getLocalPort()))
                    .withMessageContaining(other.getLocalPort() + " of " + key)
                    .withMessageContaining("--" + key + "=");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"tcp.port", "http.port"})
    void shouldLeaveThePortFreeWhenItWasFree(String key) throws IOException {
        int port;
        try (ServerSocket former = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = former.getLocalPort();
        }
        FreePorts.require(key, HOST, port);

        try (ServerSocket next = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            assertThat(next.isBound()).isTrue();
        }
    }
}
