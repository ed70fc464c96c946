package dev.playhead.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.contract.Contract;
import dev.playhead.e2e.harness.Http;
import dev.playhead.e2e.harness.NodeProcess;
import dev.playhead.e2e.harness.Samples;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Jobs of replays on a node: made, tried, steered, and there again after it was killed. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("slow")
final class ReplayJobsIT {
    private static final String REPLAYS = "/v1/replays";
    private static final String ORDERS =
            "{\"topics\":[\"orders\"],\"from\":\"earliest\",\"targets\":[\"billing\",\"search\"]";

    private final Contract contract = new Contract();
    private NodeProcess node;
    private Http http;

    @BeforeAll
    void start() throws Exception {
        node = NodeProcess.named("replay-jobs").with("replays.maxRunning", "5");
        node.start().awaitReady();
        http = Http.of(node);
        http.makeTopic("orders", 2);
        http.post("orders", "", Samples.lines(Samples.events("r", 500, 7)));
    }

    @AfterAll
    void stop() throws Exception {
        node.close();
    }

    @Test
    void shouldSayWhatWouldBeSentWhenTriedOnTheRealLog() throws Exception {
        JsonObject preview = body(
                "ReplayPreview",
                200,
                post(REPLAYS, ORDERS + ",\"dryRun\":true,\"filter\":[{\"exact\":{\"subject\":\"key-3\"}}]}"));

        assertThat(preview.getLong("scanned")).isEqualTo(500);
        assertThat(preview.getLong("events")).isEqualTo(71);
        assertThat(preview.getBoolean("exact")).isTrue();
    }

    @Test
    void shouldBeTheSameJobsWhenTheNodeWasKilledAndStarted() throws Exception {
        String running = made(ORDERS + ",\"pace\":{\"timeline\":2}}");
        String paused = made(ORDERS + ",\"order\":\"time\"}");
        body("Replay", 200, post(paused + "/pause", ""));
        String empty = made("{\"topics\":[\"orders\"],\"from\":\"latest\",\"targets\":[\"billing\"]}");
        JsonArray before = body("Replays", 200, http.get(REPLAYS)).getJsonArray("replays");
        assertThat(before).hasSize(3);

        node.kill();
        node.start().awaitReady();

        assertThat(body("Replays", 200, http.get(REPLAYS)).getJsonArray("replays"))
                .isEqualTo(before);
        assertThat(body("Replay", 200, http.get(empty)).getString("state")).isEqualTo("completed");
        JsonObject refused = body("Problem", 409, post(paused + "/pause", ""));
        assertThat(refused.getString("code")).isEqualTo("replay_state");
        assertThat(body("Replay", 200, post(paused + "/resume", "")).getString("state"))
                .isEqualTo("running");
        JsonObject paced =
                body("Replay", 200, http.call("PATCH", running, "application/json", "{\"pace\":{\"timeline\":4}}"));
        assertThat(paced.getLong("epoch")).isEqualTo(3);
        for (String path : new String[] {running, paused}) {
            body("Replay", 200, post(path + "/cancel", ""));
        }
        for (String path : new String[] {running, paused, empty}) {
            assertThat(http.call("DELETE", path, "text/plain", "").statusCode()).isEqualTo(204);
        }
        assertThat(body("Replays", 200, http.get(REPLAYS)).getJsonArray("replays"))
                .isEmpty();
    }

    private String made(String request) throws Exception {
        HttpResponse<String> made = post(REPLAYS, request);
        body("Replay", 201, made);
        return made.headers().firstValue("location").orElseThrow();
    }

    private HttpResponse<String> post(String path, String body) throws Exception {
        return http.call("POST", path, "application/json", body);
    }

    private JsonObject body(String schema, int status, HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        JsonObject json = new JsonObject(answer.body());
        assertThat(contract.faults(schema, json)).as("%s", json).isEmpty();
        return json;
    }
}
