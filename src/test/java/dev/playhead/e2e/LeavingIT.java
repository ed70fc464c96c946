package dev.playhead.e2e;

import static dev.playhead.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.e2e.harness.Cluster;
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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The words of the others when a node stops, dies or was never met. */
@Tag("slow")
@Timeout(240)
final class LeavingIT {
    private static final Duration NOTICED = Duration.ofSeconds(15);

    private final Vertx vertx = Vertx.vertx();
    private final Set<String> confirmed = ConcurrentHashMap.newKeySet();

    @AfterEach
    void close() {
        vertx.close();
    }

    @Test
    void shouldLogNoWarningWhenNodesStop() throws Exception {
        try (Cluster cluster = Cluster.direct("stopping", 3)) {
            NodeProcess stays = cluster.node(0);
            Http.of(stays).makeTopic("orders", 4);
            try (Member there = member(cluster.node(1));
                    Member here = member(stays)) {
                Http.of(stays).post("orders", "", Samples.lines(Samples.events("a", 400, 20)));
                eventually("all are confirmed", () -> confirmed.size() == 400);
                assertThat(away(stays)).isEmpty();

                assertThat(cluster.node(1).terminate()).isZero();

                eventually(NOTICED, "it is noticed", () -> away(stays).size() == 1);
                JsonObject left = away(stays).getJsonObject(0);
                assertThat(left.getBoolean("stopped")).isTrue();
                assertThat(left.getString("address"))
                        .isEqualTo("127.0.0.1:" + cluster.node(1).port("cluster.port"));
                assertThat(stays.output()).contains("a node stopped and left the cluster");
                cluster.node(1).start().awaitReady();
                eventually(NOTICED, "it is back", () -> away(stays).isEmpty());
            }

            List<CompletableFuture<Integer>> ends = List.of(
                    CompletableFuture.supplyAsync(() -> terminate(cluster.node(0))),
                    CompletableFuture.supplyAsync(() -> terminate(cluster.node(1))),
                    CompletableFuture.supplyAsync(() -> terminate(cluster.node(2))));

            assertThat(ends).allSatisfy(end -> assertThat(end.join()).isZero());
            for (int node = 0; node < cluster.size(); node++) {
                assertThat(cluster.node(node).output()).doesNotContain(" WARN ", " ERROR ");
            }
        }
    }

    @Test
    void shouldWarnWithTheAddressWhenANodeDies() throws Exception {
        try (Cluster cluster = Cluster.direct("dying", 2)) {
            NodeProcess stays = cluster.node(0);
            String address = "127.0.0.1:" + cluster.node(1).port("cluster.port");
            cluster.node(1).kill();

            eventually(NOTICED, "it is noticed", () -> away(stays).size() == 1);
            assertThat(away(stays).getJsonObject(0).getString("address")).isEqualTo(address);
            assertThat(away(stays).getJsonObject(0).getBoolean("stopped")).isFalse();
            assertThat(stays.output().lines().filter(line -> line.contains(" WARN ")))
                    .anySatisfy(line -> assertThat(line)
                            .contains("left the cluster without an announcement", "address=" + address));
            assertThat(stays.terminate()).isZero();
        }
    }

    @Test
    void shouldWarnOfEachOtherWhenLoneNodesShareTheirStores() throws Exception {
        try (SandboxProcess sandbox = SandboxProcess.started("lone-sandbox");
                NodeProcess one = sandbox.node("lone-1").with("cluster.neighbours", "PT0.2S");
                NodeProcess two = sandbox.node("lone-2").with("cluster.neighbours", "PT0.2S")) {
            one.start().awaitReady();
            two.start().awaitReady();

            for (NodeProcess node : List.of(one, two)) {
                NodeProcess other = node == one ? two : one;
                eventually(NOTICED, "the other is seen", () -> node.output()
                        .lines()
                        .anyMatch(line -> line.contains(" WARN ")
                                && line.contains("cluster.members")
                                && line.contains("127.0.0.1:" + other.http())));
            }
            assertThat(two.terminate()).isZero();
            assertThat(one.terminate()).isZero();
        }
    }

    private static int terminate(NodeProcess node) {
        try {
            return node.terminate();
        } catch (Exception failure) {
            throw new AssertionError(failure);
        }
    }

    private static JsonArray away(NodeProcess node) throws Exception {
        return new JsonObject(Http.of(node).get("/v1/cluster").body()).getJsonArray("away");
    }

    private Member member(NodeProcess node) {
        return new Member(vertx, node, "orders", "billing", new Member.Service() {
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
}
