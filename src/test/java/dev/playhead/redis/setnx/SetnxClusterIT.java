package dev.playhead.redis.setnx;

import static dev.playhead.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.playhead.event.Identity;
import dev.playhead.event.Problem;
import dev.playhead.event.RefusedException;
import dev.playhead.group.ConfirmationSettings;
import dev.playhead.group.Confirmations;
import dev.playhead.redis.RedisLink;
import dev.playhead.redis.RedisSettings;
import dev.playhead.testing.Defaults;
import dev.playhead.testing.RedisCluster;
import io.vertx.core.Future;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The keys of confirmations in a Redis Cluster of three masters, beside the Redis that has the leases. */
final class SetnxClusterIT extends SetnxContract {
    @TempDir
    static Path directory;

    static RedisCluster cluster;

    private final AtomicBoolean up = new AtomicBoolean();
    private RedisLink link;

    @BeforeAll
    static void start() throws Exception {
        cluster = new RedisCluster(directory);
    }

    @AfterAll
    static void end() {
        cluster.close();
    }

    @BeforeEach
    void open() {
        link = RedisLink.toCluster(
                redis.vertx(),
                List.of(cluster.urls().split(",")),
                new RedisSettings(Optional.empty(), Duration.ofSeconds(2), 1024, Duration.ofMillis(200)));
        link.onChange(state -> up.set(state.up()));
        link.open();
        awaitUp();
    }

    @AfterEach
    void close() throws Exception {
        link.close().await(20, TimeUnit.SECONDS);
    }

    private void awaitUp() {
        eventually("the cluster is up", up::get);
    }

    @Override
    RedisLink keys() {
        return link;
    }

    private Confirmations node() {
        return confirmations(Defaults.of(ConfirmationSettings.class));
    }

    private int first(List<Identity> events) {
        return get(node().confirm(group, topic, List.of(), events)).first();
    }

    private int known(List<Identity> events) {
        return get(node().confirmed(group, topic, events)).cardinality();
    }

    private static void assertUnavailable(Future<?> future) {
        assertThatThrownBy(() -> get(future)).isInstanceOfSatisfying(RefusedException.class, refused -> assertThat(
                        refused.refusal().problem())
                .isEqualTo(Problem.UNAVAILABLE));
    }

    @Test
    void shouldSpreadTheKeysOfOneGroupAndTopicOverAllMasters() throws Exception {
        long[] before = new long[cluster.masters()];
        for (int master = 0; master < before.length; master++) {
            before[master] = cluster.keys(master);
        }

        first(ids(0, 8_000));

        long all = 0;
        for (int master = 0; master < before.length; master++) {
            long more = cluster.keys(master) - before[master];
            assertThat(more).as("keys of master " + master).isGreaterThan(400);
            all += more;
        }
        assertThat(all).isBetween(8_000L, 8_016L);
    }

    @Test
    void shouldRefuseAndThenKnowWhatWasConfirmedWhenAMasterWasKilled() throws Exception {
        first(ids(0, 300));
        cluster.kill(1);
        try {
            eventually("it is told", () -> !up.get());
            assertUnavailable(node().confirm(group, topic, List.of(), ids(300, 600)));
            assertUnavailable(node().confirmed(group, topic, ids(0, 300)));
        } finally {
            cluster.restart(1);
        }
        awaitUp();

        assertThat(known(ids(0, 300))).isEqualTo(300);
        assertThat(first(ids(0, 400))).isBetween(0, 100);
        assertThat(known(ids(0, 401))).isEqualTo(400);
    }

    @Test
    void shouldKnowWhatWasConfirmedWhenTheAnswerOfAMasterWasLost() throws Exception {
        first(ids(0, 10));
        cluster.signal(2, "-STOP");
        try {
            assertUnavailable(node().confirm(group, topic, List.of(), ids(10, 300)));
            eventually("it is told", () -> !up.get());
        } finally {
            cluster.signal(2, "-CONT");
        }
        awaitUp();
        eventually(
                "the cluster answers",
                () -> node().confirm(group, topic, List.of(), ids(10, 300)).await(5, TimeUnit.SECONDS) != null);

        assertThat(known(ids(0, 301))).isEqualTo(300);
        assertThat(first(ids(0, 301))).isEqualTo(1);
    }

    @Test
    void shouldForgetOnlyWhatAMasterHasLostWhenItIsWiped() throws Exception {
        first(ids(0, 3_000));
        cluster.ask(0, "FLUSHALL");

        int kept = known(ids(0, 3_000));

        assertThat(kept).isBetween(300, 2_700);
        assertThat(first(ids(0, 3_000))).isEqualTo(3_000 - kept);
        assertThat(known(ids(0, 3_001))).isEqualTo(3_000);
    }

    @Test
    void shouldGoOnWhenASlotMovesToAnotherMaster() throws Exception {
        first(ids(0, 300));
        int slot = cluster.slot(head());
        int from = cluster.owner(slot);
        int to = (from + 1) % cluster.masters();
        cluster.move(slot, from, to);

        eventually("the moved slot is found", () -> known(ids(0, 301)) == 300);

        assertThat(first(ids(0, 301))).isEqualTo(1);
        cluster.move(slot, to, from);
        eventually("it is found again", () -> known(ids(0, 302)) == 301);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldRefuseAndThenKnowEachWhenOneMasterHasTheHeadAndAnotherHasKeys(boolean headFirst) throws Exception {
        first(ids(0, 300));
        int slot = cluster.slot(head());
        int from = cluster.owner(slot);
        int to = (from + 1) % cluster.masters();
        cluster.beginToMove(slot, from, to);
        cluster.migrate(from, to, headFirst ? head() : keysOf(slot, from));

        assertUnavailable(node().confirmed(group, topic, ids(0, 300)));
        assertUnavailable(node().confirm(group, topic, List.of(), ids(0, 400)));

        cluster.move(slot, from, to);
        eventually("the moved slot is found", () -> known(ids(0, 300)) == 300);
        assertThat(first(ids(0, 400))).isBetween(1, 100);
        assertThat(known(ids(0, 401))).isEqualTo(400);
        cluster.move(slot, to, from);
    }

    /** All but the head. */
    private static String keysOf(int slot, int master) throws Exception {
        return cluster.ask(master, "CLUSTER GETKEYSINSLOT " + slot + " 100")
                .lines()
                .filter(line -> line.startsWith("ph:") && !line.endsWith("}"))
                .collect(Collectors.joining(" "));
    }

    /** Of one bucket. */
    private String head() {
        return new IdentityKeys(group, topic).heads().get(5);
    }
}
