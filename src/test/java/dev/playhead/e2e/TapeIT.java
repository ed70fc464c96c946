package dev.playhead.e2e;

import static dev.playhead.e2e.harness.Stream.request;
import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.e2e.harness.Feeder;
import dev.playhead.e2e.harness.Http;
import dev.playhead.e2e.harness.NodeProcess;
import dev.playhead.e2e.harness.Stream;
import dev.playhead.e2e.harness.Trees;
import dev.playhead.git.SharedHistory;
import dev.playhead.git.SharedHistory.Checkpoint;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * The main job on real input: two git histories in by NDJSON and by TCP, out by WebSocket, and the trees rebuilt from them
 * compared with git's own sums. The tests stand on one another in their order.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@Tag("slow")
final class TapeIT {
    private static final String ONE = "git-1";
    private static final String EIGHT = "git-8";

    private SharedHistory history;
    private List<Checkpoint> checkpoints;
    private NodeProcess node;
    private Http http;
    private Vertx vertx;

    @BeforeAll
    void start() throws Exception {
        history = SharedHistory.orSkip();
        checkpoints = history.checkpoints();
        vertx = Vertx.vertx();
        node = NodeProcess.started("tape");
        http = Http.of(node);
        http.makeTopic(ONE, 1);
        http.makeTopic(EIGHT, 8);
    }

    @AfterAll
    void stop() throws Exception {
        if (node != null) {
            vertx.close();
            node.close();
        }
    }

    @Test
    @Order(1)
    void shouldStoreAllWhenPostedAsNdjson() throws Exception {
        JsonObject summary = post();

        assertThat(summary.getLong("stored")).isEqualTo(SharedHistory.EVENTS);
        assertThat(summary.getLong("duplicate")).isZero();
        assertThat(summary.getLong("refused")).isZero();
        assertThat(http.count(ONE)).isEqualTo(SharedHistory.EVENTS);
    }

    @Test
    @Order(2)
    void shouldStoreNothingWhenPostedAgain() throws Exception {
        JsonObject summary = post();

        assertThat(summary.getLong("stored")).isZero();
        assertThat(summary.getLong("duplicate")).isEqualTo(SharedHistory.EVENTS);
        assertThat(http.count(ONE)).isEqualTo(SharedHistory.EVENTS);
    }

    @Test
    @Order(3)
    void shouldStoreAllWhenSentOverTcp() throws Exception {
        List<String> events = new ArrayList<>(SharedHistory.EVENTS);
        try (BufferedReader lines = history.lines()) {
            lines.lines().forEach(events::add);
        }
        Feeder feeder = new Feeder(node, EIGHT);

        feeder.feed(events, Duration.ofMinutes(1));

        assertThat(feeder.stored()).isEqualTo(SharedHistory.EVENTS);
        assertThat(feeder.connections()).isEqualTo(1);
        assertThat(http.count(EIGHT)).isEqualTo(SharedHistory.EVENTS);
    }

    @Test
    @Order(4)
    void shouldMeetEveryCheckpointWhenOnePartitionIsStreamedWithSmallCredits() throws Exception {
        Trees trees = new Trees(checkpoints);
        try (Stream stream = Stream.subscribe(vertx, node, request(ONE, "earliest"))) {
            stream.take(SharedHistory.EVENTS, 97, trees);
        }
        trees.haveMetAll();
    }

    @Test
    @Order(4)
    void shouldMeetBothHeadsWhenManyPartitionsAreStreamedWithSmallCredits() throws Exception {
        Trees trees = new Trees(List.of());
        try (Stream stream = Stream.subscribe(vertx, node, request(EIGHT, "earliest"))) {
            stream.take(SharedHistory.EVENTS, 301, trees);
        }
        trees.areHeadsOf(checkpoints);
    }

    @Test
    @Order(5)
    void shouldGiveTheSameOrderWhenReplayedByTime() throws Exception {
        List<String> first = byTime(10_000);
        List<String> second = byTime(313);

        assertThat(first).hasSize(2 * SharedHistory.EVENTS);
        assertThat(second).isEqualTo(first);
    }

    @Test
    @Order(5)
    void shouldCompleteWhenTheRangeEnds() throws Exception {
        Trees trees = new Trees(List.of());
        JsonObject request = request(EIGHT, "earliest").put("to", "now");
        try (Stream stream = Stream.subscribe(vertx, node, request)) {
            JsonObject completed = stream.takeAll(5000, trees);
            assertThat(completed.getLong("delivered")).isEqualTo(SharedHistory.EVENTS);
        }
        trees.areHeadsOf(checkpoints);
    }

    @Test
    @Order(6)
    void shouldGoOnWithoutHoleOrRepeatWhenResumedByTokenAfterARestart() throws Exception {
        Trees trees = new Trees(List.of());
        String token;
        try (Stream stream = Stream.subscribe(vertx, node, request(EIGHT, "earliest"))) {
            stream.take(20_000, 1000, trees);
            token = stream.token();
        }
        assertThat(node.terminate()).isZero();
        node.start().awaitReady();

        try (Stream stream = Stream.subscribe(vertx, node, request(EIGHT, new JsonObject().put("token", token)))) {
            stream.take(SharedHistory.EVENTS - 20_000, 1000, trees);
        }

        trees.areHeadsOf(checkpoints);
    }

    private List<String> byTime(int step) throws Exception {
        List<String> places = new ArrayList<>();
        JsonObject request = request(EIGHT, "earliest").put("to", "now").put("order", "time");
        request.getJsonArray("topics").add(ONE);
        try (Stream stream = Stream.subscribe(vertx, node, request)) {
            stream.takeAll(step, delivery -> places.add(delivery.place()));
        }
        return places;
    }

    private JsonObject post() throws Exception {
        try (InputStream events = history.open()) {
            List<JsonObject> told = http.post(ONE, "", events);
            assertThat(told).hasSize(1);
            return told.get(0);
        }
    }
}
