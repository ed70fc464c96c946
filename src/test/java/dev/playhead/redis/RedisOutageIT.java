package dev.playhead.redis;

import static dev.playhead.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.playhead.event.Identity;
import dev.playhead.event.Problem;
import dev.playhead.event.RefusedException;
import dev.playhead.group.ConfirmationSettings;
import dev.playhead.group.Confirmations;
import dev.playhead.ingest.DuplicateWindow.End;
import dev.playhead.ingest.DuplicateWindow.Entry;
import dev.playhead.ingest.DuplicateWindow.Life;
import dev.playhead.ingest.Incarnation;
import dev.playhead.ingest.Mark;
import dev.playhead.ingest.WindowSettings;
import dev.playhead.log.EventLog;
import dev.playhead.log.Topic;
import dev.playhead.metrics.Meters;
import dev.playhead.redis.ConfirmationStoreSettings.Kind;
import dev.playhead.redis.confirmations.RedisConfirmations;
import dev.playhead.redis.setnx.SetnxConfirmations;
import dev.playhead.redis.window.RedisWindow;
import dev.playhead.testing.Defaults;
import dev.playhead.testing.RealRedis;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What callers see of a real Redis that hangs, or is killed and comes back. */
final class RedisOutageIT {
    private static final Incarnation SELF = new Incarnation(77, 1);
    private static final Identity ID = Identity.of(new byte[] {'s'}, new byte[] {'i'});
    private static final Mark HELD = new Mark.Held(SELF, 0, 0, EventLog.End.UNKNOWN);

    @TempDir
    static Path directory;

    static RealRedis redis;

    private final Vertx vertx = Vertx.vertx();
    private final RedisLink link = new RedisLink(
            vertx,
            redis.url(),
            new RedisSettings(Optional.empty(), Duration.ofMillis(500), 1024, Duration.ofMillis(200)));
    private final RedisWindow window = new RedisWindow(
            vertx,
            link,
            new WindowSettings(
                    Duration.ofMinutes(2),
                    100_000,
                    WindowSettings.OnOutage.APPEND,
                    Duration.ofSeconds(1),
                    Duration.ofSeconds(5),
                    Duration.ofSeconds(5),
                    Duration.ofSeconds(2),
                    1000,
                    1000),
            SELF,
            holder -> Future.succeededFuture(true));
    private volatile RedisLink.LinkState state = new RedisLink.LinkState(false, "");
    private volatile boolean wasDown;

    @BeforeAll
    static void start() throws Exception {
        redis = new RealRedis(directory);
    }

    @AfterAll
    static void end() {
        redis.close();
    }

    @BeforeEach
    void open() throws Exception {
        link.onChange(now -> {
            state = now;
            wasDown |= !now.up();
        });
        link.open();
        window.start();
        eventually("Redis is up", () -> state.up());
    }

    @AfterEach
    void close() throws Exception {
        get(link.close());
        vertx.close().await(20, TimeUnit.SECONDS);
    }

    private static <T> T get(Future<T> future) throws TimeoutException {
        return future.await(20, TimeUnit.SECONDS);
    }

    private Future<List<Mark>> claim(Topic topic) {
        return window.claim(topic, List.of(new Entry(ID, HELD)));
    }

    private static Topic topic(String name) {
        return new Topic(name, name + "-id", 1, true, true);
    }

    private static void assertUnavailable(Future<?> future) {
        assertThatThrownBy(() -> get(future)).isInstanceOfSatisfying(RefusedException.class, refused -> assertThat(
                        refused.refusal().problem())
                .isEqualTo(Problem.UNAVAILABLE));
    }

    @Test
    void shouldFailInTimeAndThenAtOnceWhenRedisHangs() throws Exception {
        redis.hang();
        try {
            assertUnavailable(claim(topic("hung")));
            eventually("it is told", () -> !state.up());
            long before = System.nanoTime();
            assertUnavailable(claim(topic("hung")));
            assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofMillis(400));
        } finally {
            redis.goOn();
        }
        eventually("Redis is up", () -> state.up());
        assertThat(get(claim(topic("after")))).containsExactly(Mark.FREE);
    }

    @ParameterizedTest
    @EnumSource
    void shouldKnowWhatWasConfirmedWhenTheAnswerWasLost(Kind store) throws Exception {
        Confirmations confirmations = confirmations(store);
        Topic topic = topic("answer-lost");
        List<Identity> before = identities(0, 10);
        List<Identity> lost = identities(10, 20);
        get(confirmations.confirm("group", topic, List.of(), before));
        wasDown = false;
        redis.hang();
        try {
            assertUnavailable(confirmations.confirm("group", topic, List.of(), lost));
            eventually("it is told", () -> wasDown);
        } finally {
            redis.goOn();
        }
        eventually("Redis is up", () -> state.up());

        get(confirmations.confirm("group", topic, List.of(), lost));

        List<Identity> all = identities(0, 21);
        assertThat(get(confirmations.confirmed("group", topic, all)).stream()).hasSize(20);
        assertThat(get(confirmations(store).confirmed("group", topic, all)).stream())
                .hasSize(20);
        assertThat(get(confirmations(store).confirm("group", topic, List.of(), all))
                        .first())
                .isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource
    void shouldKnowWhatWasConfirmedWhenRedisWasKilled(Kind store) throws Exception {
        Confirmations confirmations = confirmations(store);
        Topic topic = topic("confirmed-killed");
        get(confirmations.confirm("group", topic, List.of(), identities(0, 10)));
        wasDown = false;
        redis.kill();
        eventually("it is told", () -> wasDown);
        eventually("Redis is up", () -> state.up());

        assertThat(get(confirmations.confirmed("group", topic, identities(0, 11))).stream())
                .hasSize(10);
        assertThat(get(confirmations(store).confirmed("group", topic, identities(0, 11))).stream())
                .hasSize(10);
    }

    private Confirmations confirmations(Kind store) {
        ConfirmationSettings settings = Defaults.of(ConfirmationSettings.class);
        return switch (store) {
            case LOG -> new RedisConfirmations(link, settings, new Meters(new SimpleMeterRegistry()));
            case SETNX -> new SetnxConfirmations(link, link, settings);
        };
    }

    private static List<Identity> identities(int from, int to) {
        return IntStream.range(from, to)
                .mapToObj(number -> Identity.of(new byte[] {'s'}, new byte[] {(byte) number}))
                .toList();
    }

    @Test
    void shouldKnowWhatItWasToldWhenRedisWasKilled() throws Exception {
        Topic topic = topic("killed");
        Mark.Stored stored = new Mark.Stored(0, 0, 7, 1_795_000_000_000L);
        get(claim(topic));
        get(window.settle(topic, List.of(new End(ID, null, stored))));

        wasDown = false;
        redis.kill();
        eventually("it is told", () -> wasDown);
        eventually("Redis is up", () -> state.up());

        assertThat(get(claim(topic))).containsExactly(stored);
    }

    @Test
    void shouldRunScriptsWhenRedisHasForgottenThem() throws Exception {
        get(claim(topic("before")));
        get(link.send(Request.cmd(Command.SCRIPT, "FLUSH")));

        assertThat(get(claim(topic("flushed")))).containsExactly(Mark.FREE);
    }

    @Test
    void shouldWarnWhenRedisMayForget() throws Exception {
        policy("allkeys-lru");
        RedisLink other = new RedisLink(
                vertx,
                redis.url(),
                new RedisSettings(Optional.empty(), Duration.ofSeconds(5), 1024, Duration.ofMillis(200)));
        RedisLink.LinkState[] told = new RedisLink.LinkState[1];
        other.onChange(now -> told[0] = now);

        other.open();

        eventually("it is up", () -> told[0].up());
        assertThat(told[0].reason()).contains("noeviction");
        get(other.close());
        policy("noeviction");
    }

    private void policy(String policy) throws Exception {
        get(link.send(Request.cmd(Command.CONFIG, "SET", "maxmemory-policy", policy)));
    }

    @Test
    void shouldNotCallANodeDeadWhenItMayNotHaveHadTimeToShowItself() throws Exception {
        Incarnation silent = new Incarnation(78, 1);

        Life atFirst = get(window.life(silent));

        assertThat(atFirst).isEqualTo(Life.GOES_ON);
        eventually("its ports count", () -> get(window.life(silent)) == Life.ENDED_LATELY);
        eventually("it is called dead", () -> get(window.life(silent)) == Life.ENDED);
    }
}
