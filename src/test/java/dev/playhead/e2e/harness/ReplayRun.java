package dev.playhead.e2e.harness;

import static dev.playhead.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.e2e.checks.Checkers;
import dev.playhead.e2e.checks.History;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A replay with one target whose two connections are on different nodes, under way while something happens: begun slowly,
 * let go at the end, and held to what a replay promises. Every request is tried again, on the next node, when it is told
 * to be. One thread.
 */
public final class ReplayRun {
    private static final String TARGET = "rebuilt";
    private static final String REPLAYS = "/v1/replays";
    private static final String LEFT_OUT = "-key-0";
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final Cluster cluster;
    private final Load load;
    private final History history;
    private final JsonObject made;
    private final AtomicLong taken = new AtomicLong();

    private ReplayRun(Cluster cluster, Load load, History history, JsonObject made) {
        this.cluster = cluster;
        this.load = load;
        this.history = history;
        this.made = made;
    }

    /** Made, attended by nobody yet; of most keys of what the topic has by now. */
    public static ReplayRun of(Cluster cluster, Load load, History history, String topic, int eventsPerSecond)
            throws Exception {
        JsonObject request = new JsonObject()
                .put("topics", new JsonArray().add(topic))
                .put("from", "earliest")
                .put(
                        "filter",
                        new JsonArray()
                                .add(new JsonObject()
                                        .put(
                                                "not",
                                                new JsonObject()
                                                        .put("suffix", new JsonObject().put("subject", LEFT_OUT)))))
                .put("pace", new JsonObject().put("eventsPerSecond", eventsPerSecond))
                .put("targets", new JsonArray().add(TARGET));
        return new ReplayRun(cluster, load, history, call(cluster, "POST", REPLAYS, request));
    }

    /** Its two connections, which prefer these nodes. */
    public ReplayRun attendedAt(int one, int other) {
        load.attend(id(), TARGET, one, taken::incrementAndGet);
        load.attend(id(), TARGET, other, taken::incrementAndGet);
        return this;
    }

    public String id() {
        return made.getString("id");
    }

    /** The name of a target in histories. */
    static String name(String replay, String target) {
        return replay + "/" + target;
    }

    /** Some more events are given to it. */
    public void goesOn(String what) {
        long mark = taken.get() + 20;
        eventually(PATIENCE, what + ": the replay", () -> taken.get() >= mark);
    }

    public JsonObject look() throws Exception {
        return call(cluster, "GET", REPLAYS + "/" + id(), new JsonObject());
    }

    /** As the node of that number tells it. */
    public HttpResponse<String> look(int node) throws Exception {
        return Http.of(cluster.node(node)).get(REPLAYS + "/" + id());
    }

    /** Asks that node once. */
    public HttpResponse<String> steer(int node, String how) throws Exception {
        return Http.of(cluster.node(node)).call("POST", REPLAYS + "/" + id() + "/" + how, "application/json", "");
    }

    /** Lets it go at full speed, and waits until it is completed. */
    public void complete() throws Exception {
        assertThat(look().getString("state")).as("before it may hurry").isEqualTo("running");
        call(cluster, "PATCH", REPLAYS + "/" + id(), new JsonObject().put("pace", "full"));
        eventually(PATIENCE, id() + " is completed", () -> look().getString("state")
                .equals("completed"));
        history.completed(name(id(), TARGET));
    }

    /** What it was other than it promises; the history has the log by then. */
    public List<String> faults() throws Exception {
        Map<String, Long> from = positions("from");
        Map<String, Long> to = positions("to");
        List<String> faults = new ArrayList<>(Checkers.replayIsExact(
                history, name(id(), TARGET), from, to, each -> !each.key().endsWith(LEFT_OUT)));
        long expected = history.log().stream()
                .filter(each -> !each.key().endsWith(LEFT_OUT))
                .filter(each ->
                        each.place().offset() < to.getOrDefault(each.place().tape(), 0L))
                .count();
        JsonObject end = look().getJsonArray("targets").getJsonObject(0);
        if (end.getLong("confirmed") != expected || end.getLong("parked") != 0) {
            faults.add("8: of " + expected + " events the target says " + end);
        }
        return faults;
    }

    private Map<String, Long> positions(String which) {
        Map<String, Long> positions = new HashMap<>();
        made.getJsonArray(which).forEach(each -> {
            JsonObject position = (JsonObject) each;
            positions.put(
                    position.getString("topic") + "-" + position.getInteger("partition"), position.getLong("offset"));
        });
        return positions;
    }

    /** Of any node, as often as it takes. */
    private static JsonObject call(Cluster cluster, String method, String path, JsonObject body) throws Exception {
        AtomicInteger turn = new AtomicInteger();
        AtomicReference<String> answered = new AtomicReference<>("");
        eventually(PATIENCE, method + " " + path + " works", () -> {
            HttpResponse<String> answer = Http.of(cluster.node(turn.getAndIncrement() % cluster.size()))
                    .call(method, path, "application/json", body.isEmpty() ? "" : body.encode());
            answered.set(answer.body());
            boolean worked = answer.statusCode() / 100 == 2;
            assertThat(worked || new JsonObject(answer.body()).getBoolean("retryable", false))
                    .as("%s %s", answer.statusCode(), answer.body())
                    .isTrue();
            return worked;
        });
        return new JsonObject(answered.get());
    }
}
