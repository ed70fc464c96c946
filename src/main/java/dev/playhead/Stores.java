package dev.playhead;

import dev.playhead.config.Settings;
import dev.playhead.group.Attempts;
import dev.playhead.group.ConfirmationSettings;
import dev.playhead.group.Confirmations;
import dev.playhead.group.Leases;
import dev.playhead.group.Redrives;
import dev.playhead.health.Health;
import dev.playhead.ingest.Incarnation;
import dev.playhead.kafka.KafkaStore;
import dev.playhead.metrics.Meters;
import dev.playhead.redis.RedisAttempts;
import dev.playhead.redis.RedisConfirmations;
import dev.playhead.redis.RedisLeases;
import dev.playhead.redis.RedisLink;
import dev.playhead.redis.RedisRedrives;
import dev.playhead.redis.RedisWindow;
import dev.playhead.sandbox.Child;
import dev.playhead.sandbox.ChildState;
import dev.playhead.sandbox.Sandbox;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Owns what a node keeps its data in: Kafka and Redis, as children of its own sandbox where none are given. Opened and
 * closed on a thread that may block.
 */
final class Stores {
    private static final String KAFKA = "kafka";
    private static final String REDIS = "redis";
    private static final Logger LOG = LoggerFactory.getLogger(Stores.class);

    private final Sandbox sandbox;
    private final KafkaStore kafka;
    private final RedisLink redis;
    private final RedisWindow window;
    private final Incarnation incarnation;

    private Stores(Sandbox sandbox, Vertx vertx, Settings settings, Meters meters, Health health) throws IOException {
        this.sandbox = sandbox;
        this.incarnation = NodeFile.nextLife(settings.sandbox().dataDirectory());
        this.kafka = new KafkaStore(
                vertx,
                settings.kafka(),
                settings.topics(),
                settings.reader(),
                settings.kafka().bootstrapServers().orElseGet(sandbox::kafkaBootstrapServers),
                settings.ingest().outage(),
                meters,
                (up, reason) -> tell(health, KAFKA, up, reason));
        this.redis = new RedisLink(vertx, settings.redis().url().orElseGet(sandbox::redisUrl), settings.redis());
        this.window = new RedisWindow(vertx, redis, settings.window(), incarnation);
        redis.onChange(state -> {
            if (state.up()) {
                health.up(REDIS, state.reason());
            } else {
                health.down(REDIS, state.reason());
            }
        });
        redis.open();
        window.start();
    }

    /**
     * Starts the children that the settings leave to this node, and connects; returns once the children serve.
     *
     * @param locked run when the data directory is this node's alone, before the children serve
     */
    static Stores open(Vertx vertx, Settings settings, Meters meters, Health health, Runnable locked)
            throws IOException, InterruptedException {
        Holder opened = new Holder();
        Sandbox sandbox = Sandbox.start(settings.sandbox(), children(settings), meters, state -> {
            opened.childChanged(state);
        });
        try {
            locked.run();
            sandbox.awaitReady(settings.sandbox().startTimeout());
            Stores stores = new Stores(sandbox, vertx, settings, meters, health);
            opened.stores = stores;
            return stores;
        } catch (RuntimeException | IOException | InterruptedException failure) {
            sandbox.close();
            throw failure;
        }
    }

    /** The names of what a node depends on, the stores and the others given. */
    static List<String> dependencies(String... others) {
        List<String> names = new ArrayList<>(List.of(KAFKA, REDIS));
        names.addAll(List.of(others));
        return names;
    }

    private static void tell(Health health, String dependency, boolean up, String reason) {
        if (up) {
            health.up(dependency);
        } else {
            health.down(dependency, reason);
        }
    }

    /** Waits until both have answered; goes on without one that does not, because readiness then says so. */
    void awaitUp(Health health, Duration patience) {
        long until = System.nanoTime() + patience.toNanos();
        while (!(health.isUp(KAFKA) && health.isUp(REDIS)) && System.nanoTime() < until) {
            LockSupport.parkNanos(5_000_000);
        }
    }

    private static Set<Child> children(Settings settings) {
        Set<Child> children = EnumSet.noneOf(Child.class);
        if (settings.kafka().bootstrapServers().isEmpty()) {
            children.add(Child.KAFKA);
        }
        if (settings.redis().url().isEmpty()) {
            children.add(Child.REDIS);
        }
        return children;
    }

    KafkaStore kafka() {
        return kafka;
    }

    RedisWindow window() {
        return window;
    }

    Leases leases(Duration time) {
        return new RedisLeases(redis, time);
    }

    Confirmations confirmations(ConfirmationSettings settings) {
        return new RedisConfirmations(redis, settings);
    }

    Attempts attempts() {
        return new RedisAttempts(redis);
    }

    Redrives redrives() {
        return new RedisRedrives(redis);
    }

    Incarnation incarnation() {
        return incarnation;
    }

    /** Connections first, children last; every step is bounded. */
    void close(Duration patience) {
        quietly("window", () -> window.stop().await(patience.toMillis(), TimeUnit.MILLISECONDS));
        quietly("kafka", kafka::close);
        quietly("redis", () -> redis.close().await(patience.toMillis(), TimeUnit.MILLISECONDS));
        quietly("sandbox", sandbox::close);
    }

    private interface Step {
        void run() throws Exception;
    }

    private static void quietly(String what, Step step) {
        try {
            step.run();
        } catch (Exception e) {
            LOG.warn("closing {} failed: {}", what, e.toString());
        }
    }

    /** Passes on that a child is gone to the stores, which are opened after the children. */
    private static final class Holder {
        private volatile @Nullable Stores stores;

        void childChanged(ChildState state) {
            Stores opened = stores;
            if (opened != null && state.child() == Child.KAFKA && !state.up()) {
                opened.kafka.suspect(state.reason());
            }
        }
    }
}
