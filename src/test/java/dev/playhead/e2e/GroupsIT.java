package dev.playhead.e2e;

import static dev.playhead.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.e2e.harness.Http;
import dev.playhead.e2e.harness.KafkaGroups;
import dev.playhead.e2e.harness.Member;
import dev.playhead.e2e.harness.NodeProcess;
import dev.playhead.e2e.harness.Tape;
import dev.playhead.git.SharedHistory;
import dev.playhead.git.SharedHistory.Checkpoint;
import dev.playhead.group.parking.Parked;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Groups on real input: two git histories, through what dies on the way, to trees that are git's; with each store of
 * confirmations.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@ParameterizedClass
@ValueSource(strings = {"log", "setnx"})
@Tag("slow")
final class GroupsIT {
    private static final String TOPIC = "git";
    private static final int RETRY = 2;
    private static final int CONNECTIONS = 4;
    private static final int CUTS = 20;
    private static final int NODE_DIES_AFTER = 7;
    private static final int REDIS_DIES_AFTER = 13;
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    @Parameter
    String store;

    private final long seed = Long.getLong("seed", System.nanoTime());
    private List<Checkpoint> checkpoints;
    private NodeProcess node;
    private Http http;
    private Vertx vertx;
    private SharedHistory history;
    private int poisoned;

    @BeforeParameterizedClassInvocation
    void start() throws Exception {
        history = SharedHistory.orSkip();
        checkpoints = history.checkpoints();
        vertx = Vertx.vertx();
        node = NodeProcess.named("groups-" + store).with("confirmations.store", store);
        node.start().awaitReady();
        http = Http.of(node);
        http.makeTopic(TOPIC, 8);
        try (InputStream events = history.open()) {
            assertThat(http.post(TOPIC, "", events).get(0).getLong("stored")).isEqualTo(SharedHistory.EVENTS);
        }
    }

    @AfterParameterizedClassInvocation
    void stop() throws Exception {
        if (node != null) {
            vertx.close();
            node.close();
        }
    }

    @Test
    @Order(1)
    void shouldProcessEachEventOnceWhenConnectionsAndNodeAndRedisAreKilled() throws Exception {
        Random random = new Random(seed);
        Tape tape = new Tape(checkpoints);
        List<Member> members = new ArrayList<>();
        for (int connection = 0; connection < CONNECTIONS; connection++) {
            members.add(new Member(vertx, node, TOPIC, "trees", tape));
        }
        try {
            for (int cut = 1; cut <= CUTS; cut++) {
                int mark = (int) ((long) SharedHistory.EVENTS * cut / (CUTS + 1));
                eventually(PATIENCE, "event " + mark + " is taken; seed " + seed, () -> tape.events() >= mark);
                members.get(random.nextInt(CONNECTIONS)).cut();
                if (cut == NODE_DIES_AFTER) {
                    node.kill();
                    node.start().awaitReady();
                }
                if (cut == REDIS_DIES_AFTER) {
                    node.redis().destroyForcibly();
                }
            }
            // Not all answers come: some were under way when their connection was cut
            eventually(PATIENCE, "all are taken; seed " + seed, () -> tape.events() == SharedHistory.EVENTS);
            eventually(PATIENCE, "Kafka's tool sees no lag", () -> KafkaGroups.lag(node, "trees") == 0);
        } finally {
            for (Member member : members) {
                member.close();
            }
        }

        assertThat(tape.faults()).as("seed %d", seed).isEmpty();
        tape.areHeads();
    }

    @Test
    @Order(2)
    void shouldParkOnlyTheKeyThatKeepsFailingAndBeRightWhenItIsMended() throws Exception {
        String poison = pathOfManyEvents();
        http.call("PUT", "/v1/groups/mended", "application/json", """
                {"topics":["git"],"from":"earliest","retry":2,"backoffDelay":"PT0.05S","onParked":"block"}""");
        Tape tape = new Tape(checkpoints);
        tape.refuse(poison);
        try (Member one = new Member(vertx, node, TOPIC, "mended", tape);
                Member two = new Member(vertx, node, TOPIC, "mended", tape)) {
            eventually(
                    PATIENCE,
                    "all others are taken and those of " + poison + " parked",
                    () -> tape.events() == SharedHistory.EVENTS - poisoned
                            && parked("mended").getInteger("total") == poisoned);
            assertThat(tape.refused()).as("attempts of %s", poison).isEqualTo(RETRY + 1);
            firstFailedAndTheOthersAreBehind(parked("mended").getJsonArray("parked"));

            tape.refuse("");
            JsonObject redriven = new JsonObject(
                    http.call("POST", "/v1/groups/mended/parked/redrive", "application/json", "{\"all\":true}")
                            .body());
            assertThat(redriven.getInteger("chosen")).isEqualTo(poisoned);
            eventually(
                    PATIENCE,
                    "the redriven are confirmed",
                    () -> tape.events() == SharedHistory.EVENTS
                            && parked("mended").getInteger("total") == 0);
            eventually("Kafka's tool sees no lag", () -> KafkaGroups.lag(node, "mended") == 0);
        }

        assertThat(tape.faults()).isEmpty();
        tape.areHeads();
    }

    private void firstFailedAndTheOthersAreBehind(JsonArray letters) {
        JsonObject first = letters.getJsonObject(0);
        assertThat(first.getString("reason")).isEqualTo(Member.REASON);
        assertThat(first.getInteger("attempts")).isEqualTo(RETRY + 1);
        for (int index = 1; index < letters.size(); index++) {
            assertThat(letters.getJsonObject(index).getString("reason")).isEqualTo(Parked.BEHIND);
            assertThat(letters.getJsonObject(index).getInteger("attempts")).isZero();
        }
    }

    private JsonObject parked(String group) throws Exception {
        return new JsonObject(http.get("/v1/groups/" + group + "/parked").body());
    }

    /** One that is changed often, but not so often that its list has a second page. */
    private String pathOfManyEvents() throws Exception {
        Map<String, Integer> counts = new TreeMap<>();
        try (BufferedReader lines = history.lines()) {
            lines.lines().forEach(line -> counts.merge(new JsonObject(line).getString("subject"), 1, Integer::sum));
        }
        Map.Entry<String, Integer> most = counts.entrySet().stream()
                .filter(path -> path.getValue() < 100)
                .max(Map.Entry.comparingByValue())
                .orElseThrow();
        poisoned = most.getValue();
        return most.getKey();
    }
}
