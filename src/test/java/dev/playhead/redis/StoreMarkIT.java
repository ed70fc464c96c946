package dev.playhead.redis;

import static dev.playhead.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.playhead.event.Identity;
import dev.playhead.event.Problem;
import dev.playhead.event.RefusedException;
import dev.playhead.group.ConfirmationSettings;
import dev.playhead.group.Confirmations;
import dev.playhead.log.Topic;
import dev.playhead.redis.ConfirmationStoreSettings.Kind;
import dev.playhead.redis.setnx.SetnxConfirmations;
import dev.playhead.testing.Defaults;
import dev.playhead.testing.RealRedis;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The key that names the store of confirmations, in a Redis of its own. */
final class StoreMarkIT {
    private static final Topic TOPIC = new Topic("orders", "orders-id", 1, true, true);
    private static final List<Identity> EVENT = List.of(Identity.of(new byte[] {'s'}, new byte[] {'i'}));
    private static final ConfirmationStoreSettings LOG = new ConfirmationStoreSettings(Kind.LOG, List.of());
    private static final ConfirmationStoreSettings SETNX = new ConfirmationStoreSettings(Kind.SETNX, List.of());
    private static final ConfirmationStoreSettings CLUSTER =
            new ConfirmationStoreSettings(Kind.SETNX, List.of("redis://a:1"));

    @TempDir
    Path directory;

    private final Vertx vertx = Vertx.vertx();
    private RealRedis redis;
    private RedisLink link;

    @BeforeEach
    void start() throws Exception {
        redis = new RealRedis(directory);
        link = link();
        eventually("Redis is up", () -> link.ask(Request.cmd(Command.PING)).await(5, TimeUnit.SECONDS) != null);
    }

    @AfterEach
    void stop() throws Exception {
        vertx.close().await(20, TimeUnit.SECONDS);
        redis.close();
    }

    private RedisLink link() {
        RedisLink made = new RedisLink(
                vertx,
                redis.url(),
                new RedisSettings(Optional.empty(), Duration.ofMillis(500), 1024, Duration.ofMillis(200)));
        made.open();
        return made;
    }

    private static <T> T get(Future<T> future) throws Exception {
        return future.await(20, TimeUnit.SECONDS);
    }

    private String first(ConfirmationStoreSettings settings) throws Exception {
        return get(new StoreMark(link(), settings, refusal -> {}).start(vertx));
    }

    private Confirmations store() {
        return new SetnxConfirmations(link, link, Defaults.of(ConfirmationSettings.class));
    }

    private static void assertUnavailable(Future<?> future) {
        assertThatThrownBy(() -> get(future)).isInstanceOfSatisfying(RefusedException.class, refused -> assertThat(
                        refused.refusal().problem())
                .isEqualTo(Problem.UNAVAILABLE));
    }

    @Test
    void shouldRefuseEveryOtherStoreWhenOneHasTheConfirmations() throws Exception {
        List<ConfirmationStoreSettings> all = List.of(LOG, SETNX, CLUSTER);
        for (ConfirmationStoreSettings one : all) {
            get(link.send(Request.cmd(Command.DEL).arg(StoreMark.KEY)));
            assertThat(first(one)).isEmpty();
            for (ConfirmationStoreSettings other : all) {
                String refusal = first(other);
                assertThat(refusal.isEmpty()).isEqualTo(other.equals(one));
                if (!other.equals(one)) {
                    assertThat(refusal).contains("confirmations.store", StoreMark.KEY, "deliver their events again");
                }
            }
        }
    }

    @Test
    void shouldConfirmOnlyAfterRedisHasNamedTheStore() throws Exception {
        StoreMark mark = new StoreMark(link, SETNX, refusal -> {});
        Confirmations guarded = mark.guard(store());

        assertUnavailable(guarded.confirm("g", TOPIC, List.of(), EVENT));
        assertThat(get(mark.start(vertx))).isEmpty();

        assertThat(get(guarded.confirm("g", TOPIC, List.of(), EVENT)).first()).isEqualTo(1);
    }

    @Test
    void shouldRefuseAndTellWhenTheKeyIsAnothersAfterAReconnect() throws Exception {
        AtomicReference<String> told = new AtomicReference<>("");
        StoreMark mark = new StoreMark(link, SETNX, told::set);
        Confirmations guarded = mark.guard(store());
        get(mark.start(vertx));
        get(guarded.confirm("g", TOPIC, List.of(), EVENT));

        get(link.send(Request.cmd(Command.SET).arg(StoreMark.KEY).arg("log")));
        redis.kill();

        eventually("it is told", () -> told.get().contains("\"log\""));
        assertUnavailable(guarded.confirm("g", TOPIC, List.of(), EVENT));
        assertUnavailable(guarded.confirmed("g", TOPIC, EVENT));
        assertUnavailable(guarded.forget("g", TOPIC));
        get(link.send(Request.cmd(Command.DEL).arg(StoreMark.KEY)));
        eventually("it is told that all is well", () -> told.get().isEmpty());
        assertThat(get(guarded.confirmed("g", TOPIC, EVENT)).cardinality()).isEqualTo(1);
    }

    @Test
    void shouldSayWhyItRefusesWhenRedisDoesNotName() throws Exception {
        get(link.send(Request.cmd(Command.LPUSH).arg(StoreMark.KEY).arg("x")));
        AtomicReference<String> told = new AtomicReference<>("");
        StoreMark mark = new StoreMark(link, SETNX, told::set);
        Confirmations guarded = mark.guard(store());

        Future<String> asked = mark.start(vertx);

        eventually("it is told", () -> told.get().contains("WRONGTYPE"));
        assertThat(told.get()).contains(StoreMark.KEY, "does not tell which store");
        assertThatThrownBy(() -> get(guarded.confirm("g", TOPIC, List.of(), EVENT)))
                .hasMessageContaining("WRONGTYPE");
        assertThat(asked.isComplete()).isFalse();
    }

    @Test
    void shouldSayWhyItRefusesWhenRedisHasNoRoomForTheName() throws Exception {
        get(link.send(Request.cmd(Command.CONFIG).arg("SET").arg("maxmemory").arg("1")));
        AtomicReference<String> told = new AtomicReference<>("");
        StoreMark mark = new StoreMark(link, SETNX, told::set);

        Future<String> asked = mark.start(vertx);
        eventually("it is told", () -> told.get().contains("OOM"));
        get(link.send(Request.cmd(Command.CONFIG).arg("SET").arg("maxmemory").arg("0")));
        redis.kill();

        assertThat(get(asked)).isEmpty();
        assertThat(told.get()).isEmpty();
    }
}
