package dev.playhead.e2e.harness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.playhead.e2e.harness.FaultProxy.Way;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class FaultProxyTest {
    private static final int A_MOMENT = 200;
    private static final int PATIENCE = 20_000;

    private ServerSocket echo;
    private FaultProxy proxy;
    private Socket client;

    @BeforeEach
    void connect() throws IOException {
        echo = new ServerSocket(0, 10, InetAddress.getByName("127.0.0.1"));
        Thread thread = new Thread(this::serve, "echo");
        thread.setDaemon(true);
        thread.start();
        proxy = FaultProxy.before(echo.getLocalPort());
        client = dial();
        assertThat(says(1, PATIENCE)).isEqualTo(1);
    }

    @AfterEach
    void close() throws IOException {
        client.close();
        proxy.close();
        echo.close();
    }

    @Test
    void shouldPassWhatWasHeldBackWhenItIsHealed() throws IOException {
        for (Way way : Way.values()) {
            proxy.silence(way);
            assertThatThrownBy(() -> says(2, A_MOMENT)).isInstanceOf(SocketTimeoutException.class);
            proxy.heal();
            assertThat(hears(PATIENCE)).isEqualTo(2);
        }
    }

    @Test
    void shouldDelayWhatPasses() throws IOException {
        proxy.delay(Way.TO_CLIENT, Duration.ofMillis(300));
        long began = System.nanoTime();

        assertThat(says(3, PATIENCE)).isEqualTo(3);
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThanOrEqualTo(Duration.ofMillis(300));
    }

    @Test
    void shouldEndConnectionsAndRefuseNewOnesWhenItResets() throws IOException {
        proxy.reset(true);
        assertThatThrownBy(() -> says(4, PATIENCE)).isInstanceOf(IOException.class);
        client.close();
        assertThatThrownBy(() -> {
                    client = dial();
                    says(4, PATIENCE);
                })
                .isInstanceOf(IOException.class);

        proxy.heal();
        client.close();
        client = dial();
        assertThat(says(5, PATIENCE)).isEqualTo(5);
    }

    @Test
    void shouldNotTellTheClientOfTheServersEndWhenHalfOpen() throws IOException {
        proxy.halfOpen();
        assertThatThrownBy(() -> says(0, A_MOMENT)).isInstanceOf(SocketTimeoutException.class);
    }

    private Socket dial() throws IOException {
        return new Socket(InetAddress.getByName("127.0.0.1"), proxy.port());
    }

    private int says(int what, int patience) throws IOException {
        client.getOutputStream().write(what);
        return hears(patience);
    }

    private int hears(int patience) throws IOException {
        client.setSoTimeout(patience);
        int answer = client.getInputStream().read();
        if (answer < 0) {
            throw new IOException("the end");
        }
        return answer;
    }

    /** Answers every byte by the same; 0 ends the connection. */
    private void serve() {
        while (!echo.isClosed()) {
            try {
                Socket accepted = echo.accept();
                Thread thread = new Thread(() -> answer(accepted), "echoed");
                thread.setDaemon(true);
                thread.start();
            } catch (IOException ended) {
                return;
            }
        }
    }

    private static void answer(Socket socket) {
        try (socket) {
            InputStream in = socket.getInputStream();
            for (int next = in.read(); next > 0; next = in.read()) {
                socket.getOutputStream().write(next);
            }
        } catch (IOException ended) {
            // The client has gone
        }
    }
}
