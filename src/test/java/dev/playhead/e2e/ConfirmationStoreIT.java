package dev.playhead.e2e;

import static dev.playhead.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.e2e.harness.Delivery;
import dev.playhead.e2e.harness.Http;
import dev.playhead.e2e.harness.Member;
import dev.playhead.e2e.harness.NodeProcess;
import dev.playhead.e2e.harness.Samples;
import dev.playhead.testing.RealRedis;
import dev.playhead.testing.RealStores;
import dev.playhead.testing.RedisCluster;
import io.vertx.core.Vertx;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nodes that keep a key for each confirmation, in the Redis of all nodes and in a Redis Cluster. */
@Tag("slow")
final class ConfirmationStoreIT {
    private static final int EVENTS = 400;

    @TempDir
    Path directory;

    private final String topic = "keys-" + UUID.randomUUID();

    private static final class Counted implements Member.Service {
        private final AtomicInteger taken = new AtomicInteger();
        private final AtomicInteger answered = new AtomicInteger();

        @Override
        public List<Delivery> take(List<Delivery> deliveries) {
            taken.addAndGet(deliveries.size());
            return List.of();
        }

        @Override
        public void answered(List<Delivery> deliveries) {
            answered.addAndGet(deliveries.size());
        }
    }

    private static NodeProcess node(String name, RealRedis redis) throws Exception {
        return NodeProcess.named(name)
                .with("kafka.bootstrap.servers", RealStores.shared().bootstrapServers())
                .with("redis.url", redis.url());
    }

    /** Appends events twice, without the window, and others after them in each partition: a group takes each once. */
    private void fill(NodeProcess node) throws Exception {
        Http http = Http.of(node);
        http.makeTopic(topic, 4);
        for (String prefix : List.of("x", "x", "y")) {
            http.post(topic, "?window=off", Samples.lines(Samples.events(prefix, EVENTS, 5)));
        }
    }

    private int take(Vertx vertx, NodeProcess node, String group) throws Exception {
        Counted counted = new Counted();
        try (Member member = new Member(vertx, node, topic, group, counted)) {
            eventually("all are confirmed", () -> counted.answered.get() >= 2 * EVENTS && !member.hasCompleted());
        }
        return counted.taken.get();
    }

    @Test
    void shouldDeliverEachEventOnceAndRefuseANodeOfAnotherStoreWhenTheStoreIsSetnx() throws Exception {
        Vertx vertx = Vertx.vertx();
        try (RealRedis redis = new RealRedis(directory);
                NodeProcess node = node("setnx", redis).with("confirmations.store", "setnx");
                NodeProcess other = node("setnx-other", redis)) {
            node.start().awaitReady();
            fill(node);

            assertThat(take(vertx, node, "billing-" + topic)).isEqualTo(2 * EVENTS);

            other.start();
            assertThat(other.exitStatus()).isEqualTo(1);
            assertThat(other.output())
                    .contains(
                            "Playhead does not start: the confirmations of this deployment are in the store \"setnx\"")
                    .doesNotContain("\tat ");
            assertThat(node.terminate()).isZero();
        } finally {
            vertx.close();
        }
    }

    @Test
    void shouldDeliverEachEventOnceWhenAMasterOfTheClusterIsKilled() throws Exception {
        Vertx vertx = Vertx.vertx();
        try (RealRedis redis = new RealRedis(Files.createDirectory(directory.resolve("redis")));
                RedisCluster cluster = new RedisCluster(Files.createDirectory(directory.resolve("cluster")));
                NodeProcess node = node("setnx-cluster", redis)
                        .with("confirmations.store", "setnx")
                        .with("confirmations.cluster", cluster.urls())) {
            node.start().awaitReady();
            fill(node);

            assertThat(take(vertx, node, "billing-" + topic)).isEqualTo(2 * EVENTS);

            cluster.kill(0);
            cluster.restart(0);
            node.awaitReady();
            assertThat(take(vertx, node, "shipping-" + topic)).isEqualTo(2 * EVENTS);
            for (int master = 0; master < cluster.masters(); master++) {
                assertThat(cluster.keys(master)).isGreaterThan(50);
            }
            assertThat(node.terminate()).isZero();
        } finally {
            vertx.close();
        }
    }
}
