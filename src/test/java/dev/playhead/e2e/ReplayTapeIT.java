package dev.playhead.e2e;

import static dev.playhead.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.e2e.harness.Http;
import dev.playhead.e2e.harness.Member;
import dev.playhead.e2e.harness.NodeProcess;
import dev.playhead.e2e.harness.Samples;
import dev.playhead.e2e.harness.SandboxProcess;
import dev.playhead.e2e.harness.Stream;
import dev.playhead.e2e.harness.Tape;
import dev.playhead.git.SharedHistory;
import dev.playhead.git.SharedHistory.Checkpoint;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

/** Replays on three nodes, of two git histories: every target ends with git's trees, whatever dies on the way. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@Tag("slow")
final class ReplayTapeIT {
    private static final String REPLAYS = "/v1/replays";
    private static final String SPREAD = "git";
    private static final String SINGLE = "tape";
    private static final String LIVE = "live";
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final List<String> TARGETS = List.of("billing", "search");

    private final long seed = Long.getLong("seed", System.nanoTime());
    private final Random random = new Random(seed);
    private final List<NodeProcess> nodes = new ArrayList<>();
    private List<Checkpoint> checkpoints;
    private SandboxProcess sandbox;
    private Vertx vertx;
    private Http http;

    @BeforeAll
    void start() throws Exception {
        SharedHistory history = SharedHistory.orSkip();
        checkpoints = history.checkpoints();
        vertx = Vertx.vertx();
        sandbox = SandboxProcess.started("replays-sandbox");
        for (int number = 0; number < 3; number++) {
            nodes.add(sandbox.node("replays-" + number)
                    .with("groups.lease", "PT4S")
                    .with("groups.sync", "PT1S"));
        }
        String members = nodes.stream()
                .map(node -> "127.0.0.1:" + node.port("cluster.port"))
                .collect(Collectors.joining(","));
        for (NodeProcess node : nodes) {
            node.with("cluster.members", members).start();
        }
        nodes.forEach(NodeProcess::awaitReady);
        http = Http.of(nodes.get(0));
        for (String topic : List.of(SPREAD, SINGLE)) {
            http.makeTopic(topic, topic.equals(SPREAD) ? 8 : 1);
            try (InputStream events = history.open()) {
                assertThat(http.post(topic, "", events).get(0).getLong("stored"))
                        .isEqualTo(SharedHistory.EVENTS);
            }
        }
        http.makeTopic(LIVE, 1);
    }

    @AfterAll
    void stop() throws Exception {
        if (sandbox != null) {
            for (NodeProcess node : nodes) {
                node.close();
            }
            sandbox.close();
            vertx.close();
        }
    }

    /** A replay with the connections of its targets, two each. */
    private final class Running implements AutoCloseable {
        private final String id;
        private final List<Tape> tapes = new ArrayList<>();
        private final List<Member> members = new ArrayList<>();

        Running(JsonObject request, List<Checkpoint> heads) throws Exception {
            this.id = make(request);
            for (String target : TARGETS) {
                Tape tape = new Tape(heads);
                tapes.add(tape);
                for (int connection = 0; connection < 2; connection++) {
                    members.add(new Member(vertx, nodes, connection, id, target, tape));
                }
            }
        }

        int taken() {
            return tapes.stream().mapToInt(Tape::events).min().orElse(0);
        }

        /** How much each target has taken. */
        List<Integer> each() {
            return tapes.stream().map(Tape::events).toList();
        }

        void cut() {
            members.get(random.nextInt(members.size())).cut();
        }

        @Override
        public void close() throws Exception {
            for (Member member : members) {
                member.close();
            }
        }
    }

    @Test
    @Order(1)
    void shouldRebuildEveryTreeWhenReplaysAreSteeredAndNodesAreKilled() throws Exception {
        JsonObject slowly = new JsonObject().put("eventsPerSecond", 200);
        List<String> live = new ArrayList<>();
        List<String> seen = new ArrayList<>();
        try (Running one = new Running(of("/git/vert.x").put("pace", slowly), heads("/git/vert.x"));
                Running two = new Running(of("/git/artio").put("pace", slowly), heads("/git/artio"));
                Running byTime = new Running(all().put("order", "time").put("pace", slowly), heads("/git/"));
                Stream watching = Stream.subscribe(
                        vertx, nodes.get(0), Stream.request(LIVE, "earliest").put("credit", 100_000))) {
            List<Running> all = List.of(one, two, byTime);
            taken(all, 500);
            live.addAll(append("running"));
            killAndStart(1);
            taken(all, 1500);

            for (Running each : all) {
                steer(each, "pause", "paused");
            }
            // From the answers on nothing is given out: what was in flight is taken and confirmed, and that is all
            for (Running each : all) {
                eventually(each.id + " has nothing in flight", () -> inFlight(each.id) == 0);
            }
            List<List<Integer>> before = all.stream().map(Running::each).toList();
            live.addAll(append("paused"));
            killAndStart(2);
            for (Running each : all) {
                each.cut();
                assertThat(look(each.id).getString("state")).isEqualTo("paused");
            }
            for (Running each : all) {
                eventually("all are connected again", () -> connections(each.id) == 2 * TARGETS.size());
            }
            assertThat(all.stream().map(Running::each).toList())
                    .as("seed %d", seed)
                    .isEqualTo(before);
            // A connection that is only counted may have nothing yet: live events take their whole way meanwhile
            live.addAll(append("connected"));
            watching.take(live.size(), 100, each -> seen.add(each.event().getString("id")));
            assertThat(all.stream().map(Running::each).toList())
                    .as("seed %d", seed)
                    .isEqualTo(before);

            for (Running each : all) {
                steer(each, "resume", "running");
                HttpResponse<String> paced =
                        http.call("PATCH", REPLAYS + "/" + each.id, "application/json", "{\"pace\":\"full\"}");
                assertThat(paced.statusCode()).as(paced.body()).isEqualTo(200);
            }
            taken(all, 5000);
            live.addAll(append("full"));
            killAndStart(1);
            for (Running each : all) {
                each.cut();
                eventually(PATIENCE, each.id + " is completed; seed " + seed, () -> look(each.id)
                        .getString("state")
                        .equals("completed"));
                eventually(
                        "its connections are told", () -> each.members.stream().allMatch(Member::hasCompleted));
            }

            for (Running each : all) {
                for (Tape tape : each.tapes) {
                    assertThat(tape.faults()).as("seed %d", seed).isEmpty();
                    tape.areHeads();
                }
                for (Object target : look(each.id).getJsonArray("targets")) {
                    JsonObject told = (JsonObject) target;
                    assertThat(told.getString("state")).isEqualTo("completed");
                    assertThat(told.getLong("remainingOffsets")).isZero();
                    assertThat(told.getLong("inFlight")).isZero();
                    assertThat(told.getLong("parked")).isZero();
                }
            }
            assertThat(byTime.tapes.get(0).order())
                    .as("the order by time of two targets")
                    .isEqualTo(byTime.tapes.get(1).order());
            watching.take(
                    live.size() - seen.size(),
                    100,
                    each -> seen.add(each.event().getString("id")));
            assertThat(seen).isEqualTo(live);
        }
    }

    @Test
    @Order(2)
    void shouldRebuildJustThatStateWhenARangeIsCut() throws Exception {
        List<Checkpoint> chosen = checkpoints.stream()
                .filter(each -> each.source().equals("/git/vert.x") && !each.head())
                .limit(2)
                .toList();
        for (Checkpoint checkpoint : chosen) {
            long end = offsetAfter(checkpoint);
            JsonArray to = new JsonArray()
                    .add(new JsonObject()
                            .put("topic", SINGLE)
                            .put("partition", 0)
                            .put("offset", end));
            JsonObject request = new JsonObject()
                    .put("topics", new JsonArray().add(SINGLE))
                    .put("from", "earliest")
                    .put("to", new JsonObject().put("positions", to))
                    .put("filter", source(checkpoint.source()));
            rebuilt(request, checkpoint);
        }
    }

    @Test
    @Order(3)
    void shouldRebuildTheStateOfAMomentBetweenTwoLoads() throws Exception {
        Checkpoint middle = checkpoints.stream()
                .filter(each -> each.source().equals("/git/artio") && !each.head())
                .findFirst()
                .orElseThrow();
        http.makeTopic("twice", 1);
        List<String> lines = new ArrayList<>();
        try (var all = SharedHistory.orSkip().lines()) {
            all.lines()
                    .filter(line -> new JsonObject(line).getString("source").equals(middle.source()))
                    .forEach(lines::add);
        }
        post("twice", lines.subList(0, (int) middle.events()));
        String moment = new JsonObject(
                        http.call("POST", "/v1/topics/moments/events", "application/cloudevents+json", """
                                {"specversion":"1.0","id":"now","source":"/moments","type":"moment"}""")
                                .body())
                .getString("recorded");
        String later = java.time.Instant.parse(moment).plusMillis(1).toString();
        eventually("that moment has passed", () -> java.time.Instant.now()
                .isAfter(java.time.Instant.parse(later).plusMillis(5)));
        post("twice", lines.subList((int) middle.events(), lines.size()));

        rebuilt(
                new JsonObject()
                        .put("topics", new JsonArray().add("twice"))
                        .put("from", "earliest")
                        .put("to", new JsonObject().put("time", later)),
                middle);
    }

    @Test
    @Order(4)
    void shouldHaveTheSameJobsWhenTheWholeClusterWasStopped() throws Exception {
        String paused = make(all());
        steer(paused, "pause", "paused");
        JsonArray before = new JsonObject(http.get(REPLAYS).body()).getJsonArray("replays");
        assertThat(before.size()).isGreaterThan(3);

        for (NodeProcess node : nodes) {
            assertThat(node.terminate()).isZero();
        }
        for (NodeProcess node : nodes) {
            node.start();
        }
        nodes.forEach(NodeProcess::awaitReady);

        for (NodeProcess node : nodes) {
            assertThat(new JsonObject(Http.of(node).get(REPLAYS).body()).getJsonArray("replays"))
                    .isEqualTo(before);
        }
        steer(paused, "cancel", "cancelled");
    }

    private void rebuilt(JsonObject request, Checkpoint expected) throws Exception {
        try (Running running = new Running(request, List.of())) {
            eventually(PATIENCE, "it is completed", () -> look(running.id)
                    .getString("state")
                    .equals("completed"));
            eventually(
                    "its connections are told", () -> running.members.stream().allMatch(Member::hasCompleted));
            for (Tape tape : running.tapes) {
                assertThat(tape.faults()).isEmpty();
                assertThat(tape.events()).isEqualTo((int) expected.events());
                assertThat(tape.tree(expected.source()).sha256()).isEqualTo(expected.sha256());
            }
        }
    }

    /** Where the topic of one partition stands after so many events of the checkpoint's source. */
    private long offsetAfter(Checkpoint checkpoint) throws Exception {
        long[] left = {checkpoint.events()};
        long[] end = {0};
        try (Stream all = Stream.subscribe(
                vertx, nodes.get(0), Stream.request(SINGLE, "earliest").put("to", "now"))) {
            all.takeAll(2000, each -> {
                if (left[0] > 0 && each.event().getString("source").equals(checkpoint.source())) {
                    left[0]--;
                    end[0] = each.offset() + 1;
                }
            });
        }
        return end[0];
    }

    private void taken(List<Running> all, int events) {
        for (Running each : all) {
            eventually(PATIENCE, events + " events of " + each.id + "; seed " + seed, () -> each.taken() >= events);
        }
    }

    private void killAndStart(int number) throws Exception {
        nodes.get(number).kill();
        nodes.get(number).start().awaitReady();
    }

    private List<String> append(String phase) throws Exception {
        List<String> events = Samples.events(phase, 50, 1);
        http.post(LIVE, "", Samples.lines(events));
        return events.stream().map(each -> new JsonObject(each).getString("id")).toList();
    }

    private void post(String topic, List<String> lines) throws Exception {
        byte[] body = String.join("\n", lines).getBytes(StandardCharsets.UTF_8);
        assertThat(http.post(topic, "", new ByteArrayInputStream(body)).get(0).getInteger("stored"))
                .isEqualTo(lines.size());
    }

    private void steer(Running replay, String how, String state) throws Exception {
        steer(replay.id, how, state);
    }

    private void steer(String id, String how, String state) throws Exception {
        NodeProcess any = nodes.get(random.nextInt(nodes.size()));
        HttpResponse<String> answer = Http.of(any).call("POST", REPLAYS + "/" + id + "/" + how, "application/json", "");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(new JsonObject(answer.body()).getString("state")).isEqualTo(state);
    }

    private long inFlight(String id) throws Exception {
        return sum(id, "inFlight");
    }

    private long connections(String id) throws Exception {
        return sum(id, "connections");
    }

    private long sum(String id, String what) throws Exception {
        return look(id).getJsonArray("targets").stream()
                .mapToLong(each -> ((JsonObject) each).getLong(what))
                .sum();
    }

    private JsonObject look(String id) throws Exception {
        return new JsonObject(http.get(REPLAYS + "/" + id).body());
    }

    private String make(JsonObject request) throws Exception {
        HttpResponse<String> made = http.call(
                "POST",
                REPLAYS,
                "application/json",
                request.put("targets", new JsonArray(TARGETS)).encode());
        assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
        return new JsonObject(made.body()).getString("id");
    }

    private static JsonObject all() {
        return new JsonObject().put("topics", new JsonArray().add(SPREAD)).put("from", "earliest");
    }

    private static JsonObject of(String source) {
        return all().put("filter", source(source));
    }

    private static JsonArray source(String source) {
        return new JsonArray().add(new JsonObject().put("exact", new JsonObject().put("source", source)));
    }

    private List<Checkpoint> heads(String prefix) {
        return checkpoints.stream()
                .filter(each -> each.head() && each.source().startsWith(prefix))
                .toList();
    }
}
