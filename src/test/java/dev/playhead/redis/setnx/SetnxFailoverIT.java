package dev.playhead.redis.setnx;

import static dev.playhead.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.event.Identity;
import dev.playhead.group.ConfirmationSettings;
import dev.playhead.group.Confirmations;
import dev.playhead.log.Topic;
import dev.playhead.redis.RedisLink;
import dev.playhead.redis.RedisSettings;
import dev.playhead.testing.Defaults;
import dev.playhead.testing.RedisCluster;
import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Confirmations in a Redis Cluster that a fourth node joins, as a replica or as a further master. */
@Tag("slow")
final class SetnxFailoverIT {
    private static final String GROUP = "billing";
    private static final Topic TOPIC = new Topic("orders", "orders-id", 8, true, true);

    @TempDir
    Path directory;

    private final Vertx vertx = Vertx.vertx();
    private RedisCluster cluster;
    private RedisLink link;
    private Confirmations node;
    private int fourth;

    @BeforeEach
    void start() throws Exception {
        cluster = new RedisCluster(directory);
        fourth = cluster.join();
    }

    @AfterEach
    void stop() throws Exception {
        link.close().await(20, TimeUnit.SECONDS);
        vertx.close().await(20, TimeUnit.SECONDS);
        cluster.close();
    }

    private void connect() {
        link = RedisLink.toCluster(
                vertx,
                List.of(cluster.urls().split(",")),
                new RedisSettings(Optional.empty(), Duration.ofMillis(500), 1024, Duration.ofMillis(200)));
        link.open();
        node = new SetnxConfirmations(link, link, Defaults.of(ConfirmationSettings.class));
    }

    private static List<Identity> ids(int from, int to) {
        return IntStream.range(from, to)
                .mapToObj(number -> Identity.of(
                        "/failover".getBytes(StandardCharsets.UTF_8), ("e" + number).getBytes(StandardCharsets.UTF_8)))
                .toList();
    }

    private int first(int from, int to) throws Exception {
        return node.confirm(GROUP, TOPIC, List.of(), ids(from, to))
                .await(20, TimeUnit.SECONDS)
                .first();
    }

    private boolean knowsExactly(int to) throws Exception {
        return node.confirmed(GROUP, TOPIC, ids(0, to + 1))
                        .await(20, TimeUnit.SECONDS)
                        .cardinality()
                == to;
    }

    /** A halted master is the harder case: it takes connections and never answers, and it is the first address. */
    @ParameterizedTest
    @ValueSource(strings = {"-KILL", "-STOP"})
    void shouldGoOnWithTheReplicaWhenTheMasterOfTheFirstAddressIsLost(String signal) throws Exception {
        cluster.replicate(fourth, 0);
        connect();
        eventually("the cluster takes confirmations", () -> first(0, 300) >= 0);
        cluster.awaitReplicated(0);

        cluster.signal(0, signal);
        cluster.awaitPromoted(fourth);

        eventually("the replica answers", () -> knowsExactly(300));
        assertThat(first(0, 400)).isEqualTo(100);
        assertThat(cluster.keys(fourth)).isGreaterThan(50);
    }

    @Test
    void shouldGoOnWhenASlotMovesToANewMasterThatThenRestarts() throws Exception {
        connect();
        eventually("the cluster takes confirmations", () -> first(0, 300) >= 0);
        int slot = cluster.slot(new IdentityKeys(GROUP, TOPIC).heads().get(3));
        cluster.move(slot, cluster.owner(slot), fourth);
        eventually("the new master answers", () -> knowsExactly(300));

        cluster.kill(fourth);
        cluster.restart(fourth);

        eventually("it answers again", () -> knowsExactly(300));
        assertThat(first(0, 400)).isEqualTo(100);
    }
}
