package dev.playhead.redis.window;

import static dev.playhead.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.event.Identity;
import dev.playhead.event.Partition;
import dev.playhead.ingest.DuplicateWindow;
import dev.playhead.ingest.DuplicateWindowContract;
import dev.playhead.ingest.Incarnation;
import dev.playhead.ingest.Mark;
import dev.playhead.ingest.WindowSettings;
import dev.playhead.log.EventLog;
import dev.playhead.redis.RedisLink;
import dev.playhead.redis.RedisSettings;
import dev.playhead.testing.MemoryWindow;
import dev.playhead.testing.RealStores;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The window in Redis, held to the contract and, by random histories, to its twin. */
final class RedisWindowIT extends DuplicateWindowContract {
    private static final RedisSettings SETTINGS =
            new RedisSettings(Optional.empty(), Duration.ofSeconds(5), 1024, Duration.ofMillis(200));

    private final Vertx vertx = Vertx.vertx();
    private volatile boolean departed;
    private final Map<DuplicateWindow, RedisLink> windows = new IdentityHashMap<>();

    @Override
    protected DuplicateWindow window(Incarnation node, WindowSettings settings) {
        RedisLink link = new RedisLink(vertx, RealStores.shared().redisUrl(), SETTINGS);
        RedisWindow window = new RedisWindow(vertx, link, settings, node, holder -> Future.succeededFuture(departed));
        AtomicBoolean up = new AtomicBoolean();
        link.onChange(state -> up.set(state.up()));
        link.open();
        window.start();
        try {
            eventually("Redis is up", up::get);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
        windows.put(window, link);
        return window;
    }

    @Override
    protected void end(DuplicateWindow window) {
        get(((RedisWindow) window).stop());
    }

    @AfterEach
    void close() throws Exception {
        windows.values().forEach(link -> get(link.close()));
        vertx.close().await(20, TimeUnit.SECONDS);
    }

    @Test
    void shouldHaveEndedLatelyWhenItIsSilentAndHasDeparted() throws Exception {
        DuplicateWindow here = window(HERE);
        RedisWindow there = (RedisWindow) window(THERE, settings(Duration.ofMinutes(2), 1000));
        get(here.life(THERE));
        departed = true;
        assertThat(get(here.life(THERE))).isEqualTo(DuplicateWindow.Life.GOES_ON);

        windows.get(there).close();

        eventually("it is silent", () -> get(here.life(THERE)) == DuplicateWindow.Life.ENDED_LATELY);
        departed = false;
        assertThat(get(here.life(THERE))).isEqualTo(DuplicateWindow.Life.GOES_ON);
        end(here);
    }

    @Test
    void shouldForgetWhenTheDurationHasPassedTwice() throws Exception {
        DuplicateWindow window = window(HERE, settings(Duration.ofSeconds(1), 1000));
        get(window.claim(
                topic, List.of(new DuplicateWindow.Entry(id(1), new Mark.Held(HERE, 0, 1, new EventLog.End(2, 0))))));

        eventually("the identity is forgotten", () -> {
            get(window.claim(
                    topic,
                    List.of(new DuplicateWindow.Entry(id(2), new Mark.Held(HERE, 0, 1, new EventLog.End(2, 0))))));
            return get(window.look(topic, List.of(id(1)))).get(0) == Mark.FREE;
        });
    }

    @Test
    void shouldDoAsItsTwinDoesWhenHistoriesAreRandom() {
        WindowSettings settings = settings(Duration.ofMinutes(2), 2_000_000);
        DuplicateWindow window = window(HERE, settings);
        assertThat(IntStream.range(0, 2).map(index -> window.page(new Partition(topic.name(), index), 1)))
                .as("the pages on which histories write")
                .containsExactly(1, 2);
        for (int seed = 0; seed < 40; seed++) {
            MemoryWindow twin = new MemoryWindow(new MemoryWindow.Store(), settings, System::currentTimeMillis);
            Random random = new Random(seed);
            for (int step = 0; step < 60; step++) {
                act(random, window, twin, "seed " + seed + " step " + step, 1000 * seed);
            }
        }
    }

    private void act(Random random, DuplicateWindow window, DuplicateWindow twin, String where, int base) {
        Map<Identity, Mark> some = new LinkedHashMap<>();
        for (int count = random.nextInt(1, 30); count > 0; count--) {
            some.put(id(base + random.nextInt(60)), mark(random, random.nextInt(2)));
        }
        List<DuplicateWindow.Entry> entries = new ArrayList<>();
        List<DuplicateWindow.Change> changes = new ArrayList<>();
        List<DuplicateWindow.End> ends = new ArrayList<>();
        some.forEach((identity, mark) -> {
            entries.add(new DuplicateWindow.Entry(identity, mark));
            changes.add(new DuplicateWindow.Change(
                    identity, mark(random, random.nextInt(4)), mark(random, random.nextInt(4))));
            int page = random.nextInt(3);
            ends.add(new DuplicateWindow.End(
                    identity,
                    page == 0 ? null : new Mark.Held(HERE, 0, 0, EventLog.End.UNKNOWN, page),
                    new Mark.Stored(random.nextInt(2), random.nextInt(2), random.nextInt(2), random.nextInt(2))));
        });
        switch (random.nextInt(4)) {
            case 0 ->
                assertThat(get(window.claim(topic, entries))).as(where).isEqualTo(get(twin.claim(topic, entries)));
            case 1 -> {
                get(window.settle(topic, ends));
                get(twin.settle(topic, ends));
            }
            case 2 ->
                assertThat(get(window.replace(topic, changes))).as(where).isEqualTo(get(twin.replace(topic, changes)));
            default -> {
                List<Identity> identities = List.copyOf(some.keySet());
                assertThat(get(window.look(topic, identities))).as(where).isEqualTo(get(twin.look(topic, identities)));
            }
        }
    }

    private static Mark mark(Random random, int kind) {
        int number = random.nextInt(2);
        return switch (kind) {
            case 0 ->
                new Mark.Held(
                        number == 0 ? HERE : THERE,
                        random.nextInt(2),
                        number,
                        new EventLog.End(number, number - 1),
                        random.nextInt(3));
            case 1 -> new Mark.Unknown(random.nextInt(2), number, new EventLog.End(number, number - 1));
            case 2 -> new Mark.Stored(random.nextInt(2), number, random.nextInt(2), random.nextInt(2));
            default -> Mark.FREE;
        };
    }
}
