package dev.playhead.e2e;

import static dev.playhead.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.e2e.harness.Delivery;
import dev.playhead.e2e.harness.Http;
import dev.playhead.e2e.harness.Member;
import dev.playhead.e2e.harness.NodeProcess;
import dev.playhead.e2e.harness.Samples;
import dev.playhead.e2e.harness.SandboxProcess;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Two nodes on one sandbox, each a process of its own. */
@Tag("slow")
final class ClusterIT {
    private static final Duration NOTICED = Duration.ofSeconds(10);
    private static final Duration MOVED = Duration.ofSeconds(60);
    private static final int PARTITIONS = 4;
    private static final int EVENTS = 400;

    private final Vertx vertx = Vertx.vertx();
    private final Set<String> confirmed = ConcurrentHashMap.newKeySet();

    @AfterEach
    void stop() {
        vertx.close();
    }

    @Test
    void shouldServeAsOneAndGoOnWhenANodeIsKilled() throws Exception {
        try (SandboxProcess sandbox = SandboxProcess.started("cluster-sandbox");
                NodeProcess one = sandbox.node("cluster-1");
                NodeProcess two = sandbox.node("cluster-2")) {
            join(one, two);
            assertThat(names(one)).hasSize(2).isEqualTo(names(two));
            assertThat(cluster(one).getBoolean("degraded")).isFalse();

            Http.of(one).makeTopic("shared", PARTITIONS);
            try (Member there = member(two)) {
                Http.of(one).post("shared", "", Samples.lines(Samples.events("a", EVENTS, 20)));
                eventually("all are confirmed on the other node", () -> confirmed.size() == EVENTS);
                try (Member here = member(one)) {
                    eventually("each node serves some", () -> serving(two).size() == 2);
                    assertThat(here(two)).isEqualTo(PARTITIONS);

                    one.kill();

                    eventually(NOTICED, "it is noticed", () -> names(two).size() == 1);
                    eventually(
                            MOVED,
                            "its partitions have moved",
                            () -> serving(two).size() == 1 && here(two) == PARTITIONS);
                    Http.of(two).post("shared", "", Samples.lines(Samples.events("b", EVENTS, 20)));
                    eventually("all are confirmed", () -> confirmed.size() == 2 * EVENTS);
                }
            }
            assertThat(two.terminate()).isZero();
            assertThat(two.output()).doesNotContain(" ERROR ");
            assertThat(sandbox.terminate()).isZero();
        }
    }

    @Test
    void shouldSayThatTheDirectoryIsTakenWhenAnotherSandboxHasIt() throws Exception {
        try (SandboxProcess sandbox = SandboxProcess.started("cluster-taken");
                NodeProcess again = NodeProcess.named("cluster-again")) {
            again.with("data.dir", sandbox.data().toString());
            Process refused =
                    again.command(List.of("sandbox")).redirectErrorStream(true).start();
            String said = new String(refused.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
            assertThat(refused.waitFor()).isEqualTo(1);
            assertThat(said)
                    .contains("does not start", sandbox.data().toString())
                    .doesNotContain("\tat ");
        }
    }

    private static void join(NodeProcess... nodes) throws Exception {
        String members = List.of(nodes).stream()
                .map(node -> "127.0.0.1:" + node.port("cluster.port"))
                .collect(Collectors.joining(","));
        for (NodeProcess node : nodes) {
            node.with("cluster.members", members).start();
        }
        for (NodeProcess node : nodes) {
            node.awaitReady();
        }
    }

    private Member member(NodeProcess node) {
        return new Member(vertx, node, "shared", "billing", new Member.Service() {
            @Override
            public List<Delivery> take(List<Delivery> deliveries) {
                return List.of();
            }

            @Override
            public void answered(List<Delivery> deliveries) {
                deliveries.forEach(each -> confirmed.add(each.event().getString("id")));
            }
        });
    }

    private static JsonObject cluster(NodeProcess node) throws Exception {
        return new JsonObject(Http.of(node).get("/v1/cluster").body());
    }

    private static List<String> names(NodeProcess node) throws Exception {
        return cluster(node).getJsonArray("nodes").stream()
                .map(each -> ((JsonObject) each).getString("node"))
                .toList();
    }

    /** The nodes that serve partitions of the group, as this one tells. */
    private static Set<String> serving(NodeProcess node) throws Exception {
        Set<String> serving = new TreeSet<>();
        for (Object each : cluster(node).getJsonArray("nodes")) {
            JsonObject told = (JsonObject) each;
            JsonArray groups = told.getJsonArray("groups", new JsonArray());
            if (!groups.isEmpty()
                    && !groups.getJsonObject(0).getJsonArray("partitions").isEmpty()) {
                serving.add(told.getString("node"));
            }
        }
        return serving;
    }

    /** How many partitions this node tells all of, wherever they are served. */
    private static long here(NodeProcess node) throws Exception {
        return new JsonObject(Http.of(node).get("/v1/groups/billing").body())
                .getJsonArray("partitions").stream()
                        .filter(each -> ((JsonObject) each).containsKey("here"))
                        .count();
    }
}
