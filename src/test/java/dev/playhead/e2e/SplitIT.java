package dev.playhead.e2e;

import static dev.playhead.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.e2e.harness.Cluster;
import dev.playhead.e2e.harness.Http;
import dev.playhead.e2e.harness.Samples;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Both halves of a split cluster change replays, where each may: the younger state of each is what all have afterwards. */
@Tag("slow")
@Timeout(300)
final class SplitIT {
    private static final String REPLAYS = "/v1/replays";
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int LONE = 0;
    private static final int ONE_OF_TWO = 1;

    private Cluster cluster;

    @Test
    void shouldKeepTheHighestEpochWhenTheHalvesOfASplitClusterMeet() throws Exception {
        try (Cluster three = Cluster.of("split", 3)) {
            cluster = three;
            Http.of(three.node(0)).makeTopic("orders", 2);
            Http.of(three.node(0)).post("orders", "", Samples.lines(Samples.events("s", 50, 5)));
            String youngerAlone = made(LONE);
            String youngerTogether = made(LONE);
            String contested = made(LONE);
            String removedAlone = made(LONE);
            String removedTogether = made(LONE);

            three.ways().cutOff(LONE);
            eventually(PATIENCE, "both notice", () -> three.seen(LONE) == 1 && three.seen(ONE_OF_TWO) == 2);
            steer(LONE, youngerAlone, "pause", "resume", "pause");
            steer(ONE_OF_TWO, youngerAlone, "pause", "resume");
            steer(LONE, youngerTogether, "pause");
            steer(ONE_OF_TWO, youngerTogether, "pause", "resume");
            steer(LONE, contested, "cancel");
            steer(ONE_OF_TWO, contested, "pause");
            steer(LONE, removedAlone, "cancel");
            remove(LONE, removedAlone);
            steer(ONE_OF_TWO, removedTogether, "cancel");
            remove(ONE_OF_TWO, removedTogether);
            String madeAlone = made(LONE);
            String madeTogether = made(ONE_OF_TWO);

            three.ways().heal();
            eventually(PATIENCE, "all are one", () -> three.seen(LONE) == 3 && three.seen(ONE_OF_TWO) == 3);
            eventually(
                    PATIENCE,
                    "all have the same",
                    () -> states(0).equals(states(1))
                            && states(1).equals(states(2))
                            && states(0).size() == 5);
            Map<String, String> states = states(LONE);
            assertThat(states)
                    .containsEntry(youngerAlone, "paused 5")
                    .containsEntry(youngerTogether, "running 4")
                    .containsEntry(madeAlone, "running 2")
                    .containsEntry(madeTogether, "running 2");
            assertThat(states.get(contested)).isIn("cancelled 3", "paused 3");
            steer(LONE, youngerTogether, "pause");
            steer(ONE_OF_TWO, youngerAlone, "resume");
            Map<String, String> last = states(LONE);

            for (int node = 0; node < three.size(); node++) {
                assertThat(three.node(node).terminate()).isZero();
            }
            for (int node = 0; node < three.size(); node++) {
                three.node(node).start();
            }
            for (int node = 0; node < three.size(); node++) {
                three.node(node).awaitReady();
                int each = node;
                eventually(PATIENCE, "it has them again", () -> states(each).equals(last));
            }
        }
    }

    /** Every replay's state and epoch, as the node has them. */
    private Map<String, String> states(int node) throws Exception {
        JsonArray all = new JsonObject(Http.of(cluster.node(node)).get(REPLAYS).body()).getJsonArray("replays");
        Map<String, String> states = new TreeMap<>();
        all.stream()
                .map(JsonObject.class::cast)
                .forEach(each ->
                        states.put(each.getString("id"), each.getString("state") + " " + each.getLong("epoch")));
        return states;
    }

    private String made(int node) throws Exception {
        HttpResponse<String> made = Http.of(cluster.node(node)).call("POST", REPLAYS, "application/json", """
                {"topics":["orders"],"from":"earliest","targets":["billing"]}""");
        assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
        assertThat(new JsonObject(made.body()).getString("state")).isEqualTo("running");
        return new JsonObject(made.body()).getString("id");
    }

    private void steer(int node, String replay, String... how) throws Exception {
        for (String each : how) {
            HttpResponse<String> answer = Http.of(cluster.node(node))
                    .call("POST", REPLAYS + "/" + replay + "/" + each, "application/json", "");
            assertThat(answer.statusCode()).as(each + " " + answer.body()).isEqualTo(200);
        }
    }

    private void remove(int node, String replay) throws Exception {
        HttpResponse<String> answer =
                Http.of(cluster.node(node)).call("DELETE", REPLAYS + "/" + replay, "text/plain", "");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(204);
    }
}
