package dev.playhead.hazelcast;

import static dev.playhead.testing.Eventually.eventually;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.cluster.Members.Member;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

final class HazelcastClusterIT {
    @Test
    void shouldBeAloneWhenThereIsNobodyToJoin() {
        try (HazelcastCluster alone = TestCluster.alone("solitary")) {
            assertThat(alone.all()).containsExactly(alone.here());
            assertThat(alone.here().name()).isEqualTo("solitary");
            assertThat(alone.here().addresses()).containsKeys("http", "cluster");
        }
    }

    @Test
    void shouldTellOfEachOtherWhenComingAndGoing() throws Exception {
        TestCluster together = new TestCluster(2);
        List<List<String>> seen = new CopyOnWriteArrayList<>();
        try (HazelcastCluster one = together.open(0)) {
            one.watch(all -> seen.add(all.stream().map(Member::name).toList()));
            try (HazelcastCluster two = together.open(1)) {
                assertThat(two.all()).extracting(Member::name).containsExactly("node0", "node1");
                eventually("the first sees the second", () -> one.all().equals(two.all()));
            }
            eventually("the first is alone again", () -> one.all().equals(List.of(one.here())));
            eventually(
                    "the watcher was told of both",
                    () -> seen.equals(List.of(List.of("node0", "node1"), List.of("node0"))));
        }
    }

    @Test
    void shouldCarryQuestionsWhenVertxIsClustered() throws Exception {
        TestCluster together = new TestCluster(2);
        try (HazelcastCluster one = together.open(0);
                HazelcastCluster two = together.open(1)) {
            Vertx first = vertx(one);
            Vertx second = vertx(two);
            try {
                second.eventBus()
                        .<JsonObject>consumer("a", message -> message.reply(message.body()))
                        .completion()
                        .await(10, SECONDS);
                JsonObject asked = new JsonObject().put("x", 1);
                assertThat(first.eventBus()
                                .<JsonObject>request("a", asked)
                                .await(10, SECONDS)
                                .body())
                        .isEqualTo(asked);
            } finally {
                first.close().await(10, SECONDS);
                second.close().await(10, SECONDS);
            }
        }
    }

    private static Vertx vertx(HazelcastCluster cluster) throws Exception {
        return Vertx.builder()
                .withClusterManager(cluster.manager())
                .buildClustered()
                .await(20, SECONDS);
    }
}
