package dev.playhead.hazelcast;

import static dev.playhead.testing.Eventually.eventually;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.playhead.cluster.Members.Member;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

final class HazelcastClusterIT {
    private final Logger logger = (Logger) LoggerFactory.getLogger(HazelcastCluster.class);
    private final ListAppender<ILoggingEvent> logged = new ListAppender<>();

    @BeforeEach
    void listen() {
        logged.start();
        logger.addAppender(logged);
    }

    @AfterEach
    void listenNoMore() {
        logger.detachAppender(logged);
    }

    @Test
    void shouldFindAnExpectedNodeByAnyNameOfItsAddress() {
        TestCluster together = new TestCluster(1);
        try (HazelcastCluster one = together.openAnywhere("first", "127.0.0.1:15701")) {
            String port = at(one).substring(at(one).indexOf(':'));
            try (HazelcastCluster two = together.openAnywhere("second", "localhost" + port)) {
                assertThat(two.all()).hasSize(2);
                assertThat(two.away()).isEmpty();
            }
        }
    }

    @Test
    void shouldBeAloneWhenThereIsNobodyToJoin() {
        try (HazelcastCluster alone = TestCluster.alone("solitary")) {
            assertThat(alone.all()).containsExactly(alone.here());
            assertThat(alone.here().name()).isEqualTo("solitary");
            assertThat(alone.here().addresses()).containsOnlyKeys("http");
        }
    }

    @Test
    void shouldOpenNoPortWhenItIsAlone() throws Exception {
        assumeTrue(Files.isReadable(Path.of("/proc/self/net/tcp")), "the system does not list its sockets");
        Set<String> before = listening();
        try (HazelcastCluster alone = TestCluster.alone("solitary")) {
            assertThat(alone.all()).hasSize(1);
            assertThat(listening()).isEqualTo(before);
        }
        TestCluster together = new TestCluster(2);
        try (HazelcastCluster one = together.open(0)) {
            assertThat(one.all()).hasSize(1);
            assertThat(listening()).hasSizeGreaterThan(before.size());
        }
    }

    @Test
    void shouldStartWhenItIsAloneAndAnotherHasItsPort() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                HazelcastCluster alone = TestCluster.alone("solitary", taken.getLocalPort())) {
            assertThat(alone.all()).containsExactly(alone.here());
        }
    }

    /** The sockets on which this process listens, as the system names them. */
    private static Set<String> listening() throws IOException {
        Set<String> ours = new HashSet<>();
        try (Stream<Path> files = Files.list(Path.of("/proc/self/fd"))) {
            for (Path file : files.toList()) {
                try {
                    ours.add(Files.readSymbolicLink(file).toString());
                } catch (NoSuchFileException closed) {
                    // One that listing them had open itself
                }
            }
        }
        Set<String> listening = new HashSet<>();
        for (String table : List.of("/proc/self/net/tcp", "/proc/self/net/tcp6")) {
            for (String line : Files.readAllLines(Path.of(table))) {
                String[] columns = line.strip().split("\\s+");
                if (columns[3].equals("0A") && ours.contains("socket:[" + columns[9] + "]")) {
                    listening.add(columns[9]);
                }
            }
        }
        return listening;
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldTellOfEachOtherWhenComingAndGoing(boolean announced) throws Exception {
        TestCluster together = new TestCluster(2);
        List<List<String>> seen = new CopyOnWriteArrayList<>();
        try (HazelcastCluster one = together.open(0)) {
            one.watch(all -> seen.add(all.stream().map(Member::name).toList()));
            assertThat(one.away()).singleElement().satisfies(away -> assertThat(away.node())
                    .isNull());
            try (HazelcastCluster two = together.open(1)) {
                assertThat(two.all()).extracting(Member::name).containsExactly("node0", "node1");
                eventually("the first sees the second", () -> one.all().equals(two.all()));
                assertThat(one.away()).isEmpty();
                if (announced) {
                    one.leaves("node1");
                }
            }
            eventually("the first is alone again", () -> one.all().equals(List.of(one.here())));
            assertThat(one.away()).singleElement().satisfies(away -> {
                assertThat(away.node()).isEqualTo("node1");
                assertThat(away.address()).startsWith("127.0.0.1:");
                assertThat(away.since()).isNotNull();
                assertThat(away.stopped()).isEqualTo(announced);
            });
            eventually(
                    "the watcher was told of both",
                    () -> seen.equals(List.of(List.of("node0", "node1"), List.of("node0"))));
            ILoggingEvent left = logged.list.get(logged.list.size() - 1);
            assertThat(left.getLevel()).isEqualTo(announced ? Level.INFO : Level.WARN);
            assertThat(left.getKeyValuePairs().toString()).contains("node1", "127.0.0.1:");
        }
    }

    @Test
    void shouldFindAPortByItselfWhenNoneIsGiven() {
        TestCluster together = new TestCluster(1);
        try (HazelcastCluster one = together.openAnywhere("first", "127.0.0.1:15701")) {
            String first = at(one);
            try (HazelcastCluster two = together.openAnywhere("second", first);
                    HazelcastCluster three = together.openAnywhere("third", first)) {
                assertThat(List.of(first, at(two), at(three))).doesNotHaveDuplicates();
                assertThat(three.all()).extracting(Member::name).containsExactly("first", "second", "third");
            }
        }
    }

    private static String at(HazelcastCluster node) {
        return node.here().addresses().get("cluster");
    }

    @Test
    void shouldCarryQuestionsWhenVertxIsClustered() throws Exception {
        TestCluster together = new TestCluster(2);
        try (HazelcastCluster one = together.open(0);
                HazelcastCluster two = together.open(1)) {
            Vertx first = vertx(one);
            Vertx second = vertx(two);
            try {
                second.eventBus()
                        .<JsonObject>consumer("a", message -> message.reply(message.body()))
                        .completion()
                        .await(10, SECONDS);
                JsonObject asked = new JsonObject().put("x", 1);
                assertThat(first.eventBus()
                                .<JsonObject>request("a", asked)
                                .await(10, SECONDS)
                                .body())
                        .isEqualTo(asked);
            } finally {
                first.close().await(10, SECONDS);
                second.close().await(10, SECONDS);
            }
        }
    }

    private static Vertx vertx(HazelcastCluster cluster) throws Exception {
        return Vertx.builder()
                .withClusterManager(cluster.manager())
                .buildClustered()
                .await(20, SECONDS);
    }
}
