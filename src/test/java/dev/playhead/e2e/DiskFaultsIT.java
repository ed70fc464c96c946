package dev.playhead.e2e;

import static dev.playhead.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.playhead.e2e.checks.Checkers;
import dev.playhead.e2e.checks.History;
import dev.playhead.e2e.checks.OrderCheckers;
import dev.playhead.e2e.harness.Cluster;
import dev.playhead.e2e.harness.Http;
import dev.playhead.e2e.harness.Load;
import dev.playhead.e2e.harness.LoopDisk;
import dev.playhead.e2e.harness.NodeProcess;
import io.vertx.core.Vertx;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A node under load whose disk loses power or is full, or the disk of one of its stores alone. The invariants hold for all
 * that its clients saw. Each failure comes within seconds of the first start, when the disk has nothing but forced files.
 */
@Tag("inject")
@Timeout(600)
final class DiskFaultsIT {
    private static final int MEBIBYTES = 1_536;
    private static final int PARTITIONS = 3;
    private static final int BEFORE = 2_000;
    private static final String TOPIC = "orders";
    private static final String GROUP = "billing";
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Duration UNDER_WAY = Duration.ofSeconds(3);
    private static final Duration RECOVERY = Duration.ofSeconds(60);

    private final Vertx vertx = Vertx.vertx();
    private final History history = new History(System::nanoTime);
    private NodeProcess node;
    private LoopDisk disk;
    private Cluster cluster;
    private Load load;

    @BeforeAll
    static void look() {
        LoopDisk.missing().ifPresent(reason -> abort(reason));
    }

    @BeforeEach
    void prepare() throws Exception {
        node = NodeProcess.named("disk");
        cluster = Cluster.alone(node);
    }

    @AfterEach
    void unmount() throws Exception {
        try {
            if (load != null) {
                load.close();
            }
        } finally {
            if (node.isRunning()) {
                cluster.goOn(0);
                node.killAll();
            }
            if (disk != null) {
                disk.close();
            }
            cluster.close();
            vertx.close();
        }
    }

    @Test
    void shouldKeepAllPromisesWhenThePowerFailsTwiceAndKafkaForces() throws Exception {
        begin(node.data(), true);

        for (int failure = 1; failure <= 2; failure++) {
            machineFails();
            disk.powerReturns();
            node.start().awaitReady();
            goesOn("it goes on after failure " + failure);
        }

        holds();
    }

    /** Redis forces always. The setting must not matter where Kafka's disk keeps its power. */
    @ParameterizedTest
    @CsvSource({"kafka, true", "redis, true", "redis, false"})
    void shouldKeepAllPromisesWhenThePowerOfOneStoreFails(String store, boolean fsync) throws Exception {
        begin(node.data().resolve(store), fsync);

        storeFails();
        goesOn("it goes on after the failure");
        storeFails();
        goesOn("it goes on after the second");

        holds();
    }

    @Test
    void shouldLoseNoMoreThanTheNewestEventsWhenThePowerFailsAndKafkaDoesNotForce() throws Exception {
        begin(node.data(), false);

        load.endAppends();
        machineFails();
        load.close();
        disk.powerReturns();
        node.start().awaitReady();

        serves();
    }

    @Test
    void shouldLoseNoMoreThanTheNewestEventsWhenThePowerOfKafkaFailsAndItDoesNotForce() throws Exception {
        begin(node.data().resolve("kafka"), false);

        load.endAppends();
        storeFails();
        load.close();
        eventually(PATIENCE, "the node is ready again", () -> Http.of(node).ready());

        serves();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "kafka", "redis"})
    void shouldKeepAllPromisesWhenTheDiskIsFullForAWhile(String store) throws Exception {
        begin(node.data().resolve(store), true);

        disk.fill();
        eventually(PATIENCE, "the node is not ready", () -> !Http.of(node).ready());
        disk.free();
        eventually(PATIENCE, "the node is ready again", () -> Http.of(node).ready());
        goesOn("it goes on");

        holds();
    }

    private void begin(Path folder, boolean fsync) throws Exception {
        disk = LoopDisk.of(Files.createDirectories(folder), MEBIBYTES);
        node.with("sandbox.kafka.fsync", Boolean.toString(fsync)).start().awaitReady();
        Http.of(node).makeTopic(TOPIC, PARTITIONS);
        load = load(history, TOPIC);
        eventually(PATIENCE, "there is something to lose", () -> load.stored() >= BEFORE);
    }

    private Load load(History to, String topic) {
        return new Load(vertx, cluster, to, topic).appender(0).member(GROUP, 0).stream(0);
    }

    /** All processes end with the disk. */
    private void machineFails() throws Exception {
        disk.powerFails();
        node.killAll();
    }

    /** The node is halted from the failure to the return, so that it starts no store on a disk without power. */
    private void storeFails() throws Exception {
        disk.powerFails();
        cluster.halt(0);
        node.killAllIn(disk.folder());
        disk.powerReturns();
        cluster.goOn(0);
    }

    private void goesOn(String what) {
        long mark = load.stored() + 300;
        eventually(PATIENCE, what, () -> load.stored() >= mark);
    }

    private void holds() throws Exception {
        complete(load, history, TOPIC);
        assertThat(history.log()).hasSizeGreaterThan(BEFORE);
        assertThat(Checkers.all(history, UNDER_WAY, RECOVERY)).isEmpty();
    }

    /**
     * The disk still has only events that were sent, each at its place; a producer that appends all of its events again has
     * each of them stored once; a new topic keeps every promise.
     */
    private void serves() throws Exception {
        if (Http.of(node).get("/v1/topics/" + TOPIC).statusCode() == 200) {
            cluster.readInto(history, vertx, 0, TOPIC);
        }
        assertThat(Checkers.allButLoss(history, UNDER_WAY)).isEmpty();
        History repaired = new History(System::nanoTime);
        Http.of(node).makeTopic(TOPIC, PARTITIONS);
        new Load(vertx, cluster, repaired, TOPIC).repeat(load, 0);
        cluster.readInto(repaired, vertx, 0, TOPIC);
        assertThat(repaired.log()).hasSizeGreaterThanOrEqualTo(BEFORE);
        assertThat(Checkers.all(repaired, UNDER_WAY, RECOVERY)).isEmpty();
        History anew = new History(System::nanoTime);
        Http.of(node).makeTopic("anew", PARTITIONS);
        load = load(anew, "anew");
        goesOn("a new topic takes events");
        complete(load, anew, "anew");
        assertThat(anew.log()).hasSizeGreaterThanOrEqualTo(300);
        assertThat(Checkers.all(anew, UNDER_WAY, RECOVERY)).isEmpty();
    }

    private void complete(Load of, History to, String topic) throws Exception {
        of.endAppends();
        cluster.readInto(to, vertx, 0, topic);
        eventually(PATIENCE, "the group was given everything", () -> OrderCheckers.nothingIsLeftOut(to, GROUP, topic)
                .equals(List.of()));
        of.close();
    }
}
