package dev.playhead.cluster;

import static dev.playhead.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.cluster.Members.Member;
import dev.playhead.settings.Address;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Every shape in which a node can be gone, its ports real ones. */
final class DepartedNodesTest {
    private static final Member HERE = new Member("here", "1", 5, Map.of("cluster", "127.0.0.1:1"), true);

    private final Vertx vertx = Vertx.vertx();
    private final Seen seen = new Seen();
    private final List<AutoCloseable> open = new ArrayList<>();

    private static final class Seen implements Members {
        private List<Member> all = List.of(HERE);
        private Consumer<List<Member>> watcher = now -> {};

        void see(Member... others) {
            List<Member> now = new ArrayList<>(List.of(HERE));
            now.addAll(List.of(others));
            all = now;
            watcher.accept(now);
        }

        @Override
        public Member here() {
            return HERE;
        }

        @Override
        public List<Member> all() {
            return all;
        }

        @Override
        public Runnable watch(Consumer<List<Member>> added) {
            watcher = added;
            return () -> {};
        }
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : open) {
            each.close();
        }
        vertx.close().await(20, TimeUnit.SECONDS);
    }

    @Test
    void shouldHaveEndedWhenEveryPortRefuses() throws Exception {
        DepartedNodes departed = departed(node("gone", Map.of("cluster", refusing(), "http", refusing())));

        assertThat(ended(departed, "gone")).isTrue();
        assertThat(ended(departed, "gone")).isTrue();
    }

    @Test
    void shouldNotHaveEndedWhenAPortTakesConnections() throws Exception {
        for (String edge : List.of("cluster", "http", "management")) {
            Map<String, String> ports = new java.util.HashMap<>(
                    Map.of("cluster", refusing(), "http", refusing(), "management", refusing()));
            ports.put(edge, halted(50));
            DepartedNodes departed = departed(node("halted-" + edge, ports));

            assertThat(ended(departed, "halted-" + edge)).as(edge).isFalse();
        }
    }

    @Test
    void shouldNotHaveEndedWhenNothingAnswers() throws Exception {
        String port = halted(1);
        for (int connection = 0; connection < 4; connection++) {
            Socket socket = new Socket();
            open.add(socket);
            try {
                socket.connect(new InetSocketAddress("127.0.0.1", portOf(port)), 200);
            } catch (IOException full) {
                break;
            }
        }

        assertThat(ended(departed(node("cut-off", Map.of("cluster", port))), "cut-off"))
                .isFalse();
        assertThat(ended(departed(node("nameless", Map.of("cluster", "no-such-host.invalid:7"))), "nameless"))
                .isFalse();
    }

    @Test
    void shouldNotHaveEndedWhenItIsAMemberOrWasNone() throws Exception {
        Member node = node("back", Map.of("cluster", refusing()));
        DepartedNodes departed = departed(node);
        seen.see(node);

        assertThat(ended(departed, "back")).isFalse();
        assertThat(ended(departed, "never")).isFalse();
        seen.see();
        assertThat(ended(departed, "back")).isTrue();
    }

    @Test
    void shouldNotHaveEndedWhenItsAddressIsThatOfAProxyOrNone() throws Exception {
        Member behind = new Member("behind", "1", 5, Map.of("cluster", refusing()), false);

        assertThat(ended(departed(behind), "behind")).isFalse();
        assertThat(ended(departed(node("bare", Map.of("http", refusing()))), "bare"))
                .isFalse();
    }

    @Test
    void shouldHaveEndedWhenAnotherNodeHasItsPort() throws Exception {
        String port = halted(50);
        DepartedNodes departed = departed(node("old", Map.of("cluster", port)));
        seen.see(new Member("proxied", "1", 5, Map.of("cluster", port), false));
        assertThat(ended(departed, "old")).isFalse();

        seen.see(node("new", Map.of("cluster", port)));

        assertThat(ended(departed, "old")).isTrue();
        assertThat(ended(departed, "new")).isFalse();
    }

    @Test
    void shouldLearnOfTheEndWhenTheProcessEndsLater() throws Exception {
        ServerSocket port = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
        DepartedNodes departed = departed(node("later", Map.of("cluster", "127.0.0.1:" + port.getLocalPort())));
        assertThat(ended(departed, "later")).isFalse();

        port.close();

        eventually("its end is known", () -> ended(departed, "later"));
    }

    @Test
    void shouldForgetTheFirstWhenManyLeave() throws Exception {
        String port = refusing();
        DepartedNodes departed = new DepartedNodes(vertx, seen);
        for (int number = 0; number < 150; number++) {
            seen.see(node("n" + number, Map.of("cluster", port)));
            seen.see();
        }

        assertThat(ended(departed, "n0")).isFalse();
        assertThat(ended(departed, "n149")).isTrue();
    }

    @Test
    void shouldTryOnlyAddressesThatLeadToItsMachine() {
        assertThat(DepartedNodes.ports(Map.of(
                        "cluster", "10.0.0.7:15701", "http", "0.0.0.0:8080", "tcp", "127.0.0.1:8081", "bus", "[::]:7")))
                .containsExactlyInAnyOrder(
                        new Address("10.0.0.7", 15_701), new Address("10.0.0.7", 8080), new Address("10.0.0.7", 7));
        assertThat(DepartedNodes.ports(
                        Map.of("cluster", "127.0.0.2:15701", "http", "localhost:8080", "tcp", "10.1.1.1:0")))
                .containsExactlyInAnyOrder(new Address("127.0.0.2", 15_701), new Address("localhost", 8080));
        assertThat(DepartedNodes.ports(Map.of("cluster", "[::1]:15701", "http", "::1:8080")))
                .containsExactlyInAnyOrder(new Address("::1", 15_701), new Address("::1", 8080));
        assertThat(DepartedNodes.ports(Map.of("http", "10.0.0.7:8080"))).isEmpty();
    }

    /** Nodes that were members and left. */
    private DepartedNodes departed(Member node) {
        seen.see(node);
        DepartedNodes departed = new DepartedNodes(vertx, seen);
        seen.see();
        return departed;
    }

    private static Member node(String name, Map<String, String> addresses) {
        return new Member(name, "1", 5, addresses, true);
    }

    private static boolean ended(DepartedNodes departed, String node) throws Exception {
        return departed.hasEnded(node).await(20, TimeUnit.SECONDS);
    }

    private static String refusing() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            return "127.0.0.1:" + free.getLocalPort();
        }
    }

    /** A port of a process that does nothing. */
    private String halted(int backlog) throws IOException {
        ServerSocket socket = new ServerSocket(0, backlog, InetAddress.getByName("127.0.0.1"));
        open.add(socket);
        return "127.0.0.1:" + socket.getLocalPort();
    }

    private static int portOf(String address) {
        return Integer.parseInt(address.substring(address.indexOf(':') + 1));
    }
}
