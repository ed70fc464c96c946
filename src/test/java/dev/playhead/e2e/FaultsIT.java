package dev.playhead.e2e;

import static dev.playhead.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.e2e.checks.Checkers;
import dev.playhead.e2e.checks.History;
import dev.playhead.e2e.checks.OrderCheckers;
import dev.playhead.e2e.harness.Cluster;
import dev.playhead.e2e.harness.FaultProxy;
import dev.playhead.e2e.harness.Http;
import dev.playhead.e2e.harness.Load;
import dev.playhead.e2e.harness.ReplayRun;
import dev.playhead.e2e.harness.Samples;
import dev.playhead.e2e.harness.Stream;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/**
 * Three nodes under load and with a replay under way, to which happens what happens to nodes; all that their clients saw is
 * held to the invariants. Each test has a topic, a group and a replay of its own on the same nodes.
 */
@Tag("slow")
@Timeout(300)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class FaultsIT {
    private static final int NODES = 3;
    private static final int MINIMUM = 2;
    private static final int PARTITIONS = 6;
    private static final int BEFORE = 2_000;
    private static final int SLOWLY = 20;
    private static final int FAST = 1_000_000;
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Duration NOTICED = Duration.ofSeconds(10);
    private static final Duration MOVED = Duration.ofSeconds(30);
    private static final Duration UNDER_WAY = Duration.ofSeconds(3);
    private static final Duration RECOVERY = Duration.ofSeconds(60);

    private final Vertx vertx = Vertx.vertx();
    private final List<ReplayRun> runs = new ArrayList<>();
    private Cluster cluster;
    private History history;
    private Load load;
    private ReplayRun replay;
    private String topic;
    private String group;
    private int tests;

    @BeforeAll
    void open() throws Exception {
        cluster = Cluster.of("faults", NODES, MINIMUM);
    }

    @AfterAll
    void close() throws Exception {
        vertx.close();
        if (cluster != null) {
            cluster.close();
        }
    }

    @BeforeEach
    void start() throws Exception {
        cluster.mend();
        topic = "orders-" + ++tests;
        group = "billing-" + tests;
        history = new History(System::nanoTime);
        Http.of(cluster.node(0)).makeTopic(topic, PARTITIONS);
        load = new Load(vertx, cluster, history, topic);
        for (int node = 0; node < NODES; node++) {
            load.appender(node).member(group, node);
        }
        load.stream(0).stream(1);
        eventually(PATIENCE, "there is something to replay", () -> load.stored() >= BEFORE);
        runs.clear();
        replay = replay(SLOWLY);
    }

    @AfterEach
    void stop() throws Exception {
        load.close();
    }

    @Test
    void shouldKeepAllPromisesWhenANodeIsKilledThatServesTheTarget() throws Exception {
        replay.attendedAt(0, 1);
        replay.goesOn("before");
        eventually("it is served by the node", () -> serves(0));

        cluster.node(0).kill();
        eventually(NOTICED, "it is noticed", () -> cluster.seen(1) == NODES - 1);
        allGoOn("the others go on");
        cluster.node(0).start().awaitReady();
        allGoOn("all three go on");

        holds();
    }

    @Test
    void shouldKeepAllPromisesWhenTheNodeIsKilledThatHoldsTheJob() throws Exception {
        int owner = cluster.numberOf(replay.look().getString("owner"));
        int next = (owner + 1) % NODES;
        replay.attendedAt(next, (owner + 2) % NODES);
        replay.goesOn("before");

        cluster.node(owner).kill();
        assertThat(steered(next, "pause")).isEqualTo("paused");
        assertThat(steered(next, "resume")).isEqualTo("running");
        allGoOn("the others go on");
        cluster.node(owner).start().awaitReady();
        allGoOn("all three go on");

        holds();
    }

    @Test
    void shouldKeepAllPromisesWhenAllNodesAreKilledAtOnce() throws Exception {
        replay.attendedAt(0, 1);
        replay.goesOn("before");
        JsonArray before = jobs(0);

        for (int node = 0; node < NODES; node++) {
            cluster.node(node).handle().destroyForcibly();
        }
        for (int node = 0; node < NODES; node++) {
            cluster.node(node).kill();
            cluster.node(node).start();
        }
        for (int node = 0; node < NODES; node++) {
            cluster.node(node).awaitReady();
            int each = node;
            eventually("it has the jobs", () -> jobs(each).equals(before));
        }
        allGoOn("all three go on");

        holds();
    }

    @Test
    void shouldKeepAllPromisesWhenANodeIsHaltedPastItsLeases() throws Exception {
        replay.attendedAt(0, 1);
        replay.goesOn("before");
        long since = System.nanoTime();
        cluster.halt(0);
        eventually(NOTICED, "it is noticed", () -> cluster.seen(1) == NODES - 1 && cluster.seen(2) == NODES - 1);
        eventually(MOVED, "its partitions have moved", () -> servedOfReplay() == PARTITIONS);
        allGoOn("the others go on");
        passes(Duration.ofSeconds(30).minusNanos(System.nanoTime() - since));
        cluster.goOn(0);
        eventually(MOVED, "it is back", () -> cluster.seen(0) == NODES && cluster.seen(1) == NODES);
        allGoOn("all three go on");

        holds();
    }

    @Test
    void shouldFailNoRequestWhenNodesAreStoppedOneAfterTheOther() throws Exception {
        replay.attendedAt(0, 1);
        for (int node = 0; node < NODES; node++) {
            assertThat(cluster.node(node).terminate()).isZero();
            cluster.node(node).start().awaitReady();
            allGoOn("all go on after " + node);
        }

        holds();
        assertThat(load.failures()).isEmpty();
    }

    @Test
    void shouldRefuseAndRecoverWhenANodeIsCutOffFromRedis() throws Exception {
        replay.attendedAt(1, 2);
        replay.goesOn("before");
        history.away(name(1), "redis");
        cluster.stores().toRedis(1).blackHole();
        passes(Duration.ofSeconds(10));
        goesOn("the others go on");
        cluster.stores().toRedis(1).heal();
        history.back(name(1), "redis");
        load.member(group, 1);
        allGoOn("all three go on");
        eventually(PATIENCE, "the node takes confirmations", () -> Checkers.unavailableIsRefused(history, RECOVERY)
                .isEmpty());
        cluster.stores().toRedis(1).reset(false);
        allGoOn("it connects again");

        holds();
    }

    @Test
    void shouldRefuseAndRecoverWhenANodeIsCutOffFromKafka() throws Exception {
        replay.attendedAt(1, 2);
        replay.goesOn("before");
        history.away(name(1), "kafka");
        cluster.stores().toKafka(1).blackHole();
        passes(Duration.ofSeconds(15));
        goesOn("the others go on");
        cluster.stores().toKafka(1).heal();
        history.back(name(1), "kafka");
        cluster.node(1).awaitReady();
        load.appender(1);
        allGoOn("all three go on");
        cluster.stores().toKafka(1).reset(false);
        allGoOn("it connects again");

        holds();
    }

    @Test
    void shouldKeepAllPromisesWhenTheWayToTheStoresIsSlowAndBreaksAgainAndAgain() throws Exception {
        replay.attendedAt(1, 2);
        List<FaultProxy> ways =
                List.of(cluster.stores().toRedis(1), cluster.stores().toKafka(1));
        for (FaultProxy way : ways) {
            way.delay(FaultProxy.Way.TO_SERVER, Duration.ofMillis(100));
            way.delay(FaultProxy.Way.TO_CLIENT, Duration.ofMillis(100));
        }
        allGoOn("it goes on slowly");
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
        allGoOn("all three go on");

        holds();
    }

    @Test
    void shouldRefuseChangesOfReplaysAndServeAllElseWhenANodeIsCutOffFromTheOthers() throws Exception {
        replay.attendedAt(0, 1);
        replay.goesOn("before");
        JsonArray before = jobs(0);

        cluster.ways().cutOff(0);
        eventually(NOTICED.multipliedBy(2), "both sides notice", () -> cluster.seen(0) == 1 && cluster.seen(1) == 2);
        assertThat(cluster.report(0).getBoolean("degraded")).isTrue();
        assertThat(jobs(0)).isEqualTo(before);
        for (String change : List.of("pause", "cancel")) {
            HttpResponse<String> refused = replay.steer(0, change);
            assertThat(refused.statusCode()).as(refused.body()).isEqualTo(503);
            assertThat(refused.headers().firstValue("retry-after")).isPresent();
            assertThat(refused.body()).contains("\"unavailable\"", "Too few nodes see each other");
            assertThat(new JsonObject(refused.body()).getBoolean("retryable")).isTrue();
        }
        servesAlone();
        replay.goesOn("on both sides");
        assertThat(steered(1, "pause")).isEqualTo("paused");
        assertThat(steered(2, "resume")).isEqualTo("running");
        goesOn("all go on apart");

        cluster.ways().heal();
        eventually(
                MOVED.multipliedBy(2),
                "they are one again",
                () -> cluster.seen(0) == NODES && cluster.seen(1) == NODES);
        eventually(
                MOVED,
                "all have the same jobs",
                () -> jobs(0).equals(jobs(1))
                        && jobs(1).equals(jobs(2))
                        && replay.look(0).statusCode() == 200
                        && new JsonObject(replay.look(0).body())
                                .getLong("epoch")
                                .equals(new JsonObject(replay.look(1).body()).getLong("epoch")));
        assertThat(new JsonObject(replay.look(0).body()).getString("state")).isEqualTo("running");
        allGoOn("all three go on");

        holds();
    }

    /** The node that sees no other takes an event, gives it by page and by stream. */
    private void servesAlone() throws Exception {
        Http alone = Http.of(cluster.node(0));
        HttpResponse<String> stored = alone.call(
                "POST",
                "/v1/topics/alone/events",
                "application/cloudevents+json",
                Samples.event("a-" + tests, "k", "\"n\":1"));
        assertThat(stored.statusCode()).as(stored.body()).isEqualTo(200);
        assertThat(alone.get("/v1/topics/alone/events?from=earliest").body()).contains("a-" + tests);
        try (Stream stream = Stream.subscribe(
                vertx, cluster.node(0), Stream.request("alone", "earliest").put("credit", 1))) {
            assertThat(Stream.deliveries(stream.await("events"))).hasSize(1);
        }
    }

    /** Whether that node has partitions of the replay's target. */
    private boolean serves(int node) throws Exception {
        return ofReplay(cluster.self(node)) > 0;
    }

    /** How many partitions of the replay's target are served, as another node than the first tells. */
    private int servedOfReplay() throws Exception {
        return cluster.report(1).getJsonArray("nodes").stream()
                .mapToInt(node -> ofReplay((JsonObject) node))
                .sum();
    }

    private int ofReplay(JsonObject node) {
        return node.getJsonArray("targets", new JsonArray()).stream()
                .map(JsonObject.class::cast)
                .filter(each -> each.getString("replay").equals(replay.id()))
                .mapToInt(each -> each.getJsonArray("partitions").size())
                .sum();
    }

    private String steered(int node, String how) throws Exception {
        HttpResponse<String> answer = replay.steer(node, how);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return new JsonObject(answer.body()).getString("state");
    }

    private JsonArray jobs(int node) throws Exception {
        return new JsonObject(Http.of(cluster.node(node)).get("/v1/replays").body()).getJsonArray("replays");
    }

    private ReplayRun replay(int eventsPerSecond) throws Exception {
        ReplayRun made = ReplayRun.of(cluster, load, history, topic, eventsPerSecond);
        runs.add(made);
        return made;
    }

    /** Ends the load, waits until all has come out, and looks at everything that was seen. */
    private void holds() throws Exception {
        replay.complete();
        replay(FAST).attendedAt(2, 0).complete();
        load.endAppends();
        cluster.readInto(history, vertx, 2, topic);
        for (String taker : List.of(group, "client-7", "client-8")) {
            eventually(PATIENCE, taker + " was given everything", () -> OrderCheckers.nothingIsLeftOut(
                            history, taker, topic)
                    .isEmpty());
        }
        load.close();
        assertThat(history.log()).hasSizeGreaterThan(1000);
        assertThat(Checkers.all(history, UNDER_WAY, RECOVERY)).isEmpty();
        for (ReplayRun each : runs) {
            assertThat(each.faults()).isEmpty();
        }
    }

    /** Some hundred more events are acknowledged, and some of the replay are given. */
    private void allGoOn(String what) {
        goesOn(what);
        replay.goesOn(what);
    }

    private void goesOn(String what) {
        long mark = load.stored() + 300;
        eventually(PATIENCE, what, () -> load.stored() >= mark);
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
