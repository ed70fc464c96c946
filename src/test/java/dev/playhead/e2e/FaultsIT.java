package dev.playhead.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Three nodes under load, to which happens what happens to nodes; all that their clients saw is held to the invariants. */
@Tag("slow")
@Timeout(300)
final class FaultsIT {
    private static final String TOPIC = "orders";
    private static final String GROUP = "billing";
    private static final int NODES = 3;
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Duration UNDER_WAY = Duration.ofSeconds(3);
    private static final Duration RECOVERY = Duration.ofSeconds(60);

    private final Vertx vertx = Vertx.vertx();
    private final History history = new History(System::nanoTime);
    private Cluster cluster;
    private Load load;

    @BeforeEach
    void start() throws Exception {
        cluster = Cluster.of("faults", NODES);
        Http.of(cluster.node(0)).makeTopic(TOPIC, 6);
        load = new Load(vertx, cluster, history, TOPIC);
        for (int node = 0; node < NODES; node++) {
            load.appender(node).member(GROUP, node);
        }
        load.stream(0).stream(1);
        goesOn("the load runs");
    }

    @AfterEach
    void stop() throws Exception {
        load.close();
        vertx.close();
        cluster.close();
    }

    @Test
    void shouldKeepAllPromisesWhenANodeIsKilled() throws Exception {
        cluster.node(0).kill();
        goesOn("the others go on");
        cluster.node(0).start().awaitReady();
        goesOn("all three go on");

        holds();
    }

    @Test
    void shouldKeepAllPromisesWhenANodeIsHaltedPastItsLeases() throws Exception {
        cluster.halt(0);
        passes(Duration.ofSeconds(30));
        cluster.goOn(0);
        goesOn("all three go on");

        holds();
    }

    @Test
    void shouldFailNoRequestWhenNodesAreStoppedOneAfterTheOther() throws Exception {
        for (int node = 0; node < NODES; node++) {
            assertThat(cluster.node(node).terminate()).isZero();
            cluster.node(node).start().awaitReady();
            goesOn("all go on after " + node);
        }

        holds();
        assertThat(load.failures()).isEmpty();
    }

    @Test
    void shouldRefuseAndRecoverWhenANodeIsCutOffFromRedis() throws Exception {
        history.away(name(1), "redis");
        cluster.stores().toRedis(1).blackHole();
        passes(Duration.ofSeconds(10));
        goesOn("the others go on");
        cluster.stores().toRedis(1).heal();
        history.back(name(1), "redis");
        load.member(GROUP, 1);
        goesOn("all three go on");
        Eventually.holds(
                PATIENCE, "the node takes confirmations", () -> Checkers.unavailableIsRefused(history, RECOVERY)
                        .isEmpty());
        cluster.stores().toRedis(1).reset(false);
        goesOn("it connects again");

        holds();
    }

    @Test
    void shouldRefuseAndRecoverWhenANodeIsCutOffFromKafka() throws Exception {
        history.away(name(1), "kafka");
        cluster.stores().toKafka(1).blackHole();
        passes(Duration.ofSeconds(15));
        goesOn("the others go on");
        cluster.stores().toKafka(1).heal();
        history.back(name(1), "kafka");
        cluster.node(1).awaitReady();
        load.appender(1);
        goesOn("all three go on");
        cluster.stores().toKafka(1).reset(false);
        goesOn("it connects again");

        holds();
    }

    @Test
    void shouldKeepAllPromisesWhenTheWayToTheStoresIsSlowAndBreaksAgainAndAgain() throws Exception {
        List<FaultProxy> ways =
                List.of(cluster.stores().toRedis(1), cluster.stores().toKafka(1));
        for (FaultProxy way : ways) {
            way.delay(FaultProxy.Way.TO_SERVER, Duration.ofMillis(100));
            way.delay(FaultProxy.Way.TO_CLIENT, Duration.ofMillis(100));
        }
        goesOn("it goes on slowly");
        for (int time = 0; time < 3; time++) {
            for (FaultProxy way : ways) {
                way.reset(false);
            }
            goesOn("it connects again");
        }
        for (FaultProxy way : ways) {
            way.halfOpen();
            way.silence(FaultProxy.Way.TO_CLIENT);
        }
        passes(Duration.ofSeconds(5));
        for (FaultProxy way : ways) {
            way.heal();
        }
        cluster.node(1).awaitReady();
        goesOn("all three go on");

        holds();
    }

    /** Ends the load, waits until all has come out, and looks at everything that was seen. */
    private void holds() throws Exception {
        load.endAppends();
        cluster.readInto(history, vertx, 2, TOPIC);
        for (String taker : List.of(GROUP, "client-7", "client-8")) {
            Eventually.holds(PATIENCE, taker + " was given everything", () -> OrderCheckers.nothingIsLeftOut(
                            history, taker, TOPIC)
                    .isEmpty());
        }
        load.close();
        assertThat(history.log()).hasSizeGreaterThan(1000);
        assertThat(Checkers.all(history, UNDER_WAY, RECOVERY)).isEmpty();
    }

    /** Some hundred more events are acknowledged. */
    private void goesOn(String what) {
        long mark = load.stored() + 300;
        Eventually.holds(PATIENCE, what, () -> load.stored() >= mark);
    }

    /** The time of a fault. */
    private static void passes(Duration time) {
        long end = System.nanoTime() + time.toNanos();
        while (System.nanoTime() < end) {
            LockSupport.parkNanos(end - System.nanoTime());
        }
    }

    private String name(int node) {
        return cluster.node(node).directory().toString();
    }
}
