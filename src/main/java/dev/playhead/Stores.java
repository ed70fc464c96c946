package dev.playhead;

import dev.playhead.cluster.DepartedNodes;
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
import dev.playhead.redis.ConfirmationStoreSettings;
import dev.playhead.redis.RedisAttempts;
import dev.playhead.redis.RedisLeases;
import dev.playhead.redis.RedisLink;
import dev.playhead.redis.RedisMemory;
import dev.playhead.redis.RedisNeighbours;
import dev.playhead.redis.RedisRedrives;
import dev.playhead.redis.StoreMark;
import dev.playhead.redis.confirmations.RedisConfirmations;
import dev.playhead.redis.setnx.SetnxConfirmations;
import dev.playhead.redis.window.RedisWindow;
import dev.playhead.sandbox.Child;
import dev.playhead.sandbox.Sandbox;
import dev.playhead.sandbox.StartRefusedException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Owns the connections to the stores of a node: Kafka and Redis, external or embedded. Opened and closed on a thread
 * that may block.
 */
final class Stores {
    private final KafkaStore kafka;
    private final RedisLink redis;
    private final ConfirmationStoreSettings confirmationStore;

    /** Has the keys of confirmations: {@link #redis}, or a cluster. */
    private final RedisLink confirmed;

    private final StoreMark mark;
    private final Future<String> refusal;
    private final Meters meters;
    private final RedisWindow window;
    private final Incarnation incarnation;

    private Stores(Foundation foundation, Settings settings, Meters meters, Health health) {
        Vertx vertx = foundation.vertx();
        Sandbox sandbox = foundation.sandbox();
        this.incarnation = foundation.incarnation();
        this.meters = meters;
        this.kafka = new KafkaStore(
                vertx,
                settings.kafka(),
                settings.topics(),
                settings.reader(),
                settings.kafka().bootstrapServers().orElseGet(sandbox::kafkaBootstrapServers),
                settings.ingest().outage(),
                meters,
                (up, reason) -> health.set(Health.Dependency.KAFKA, up, up ? "" : reason));
        this.redis = new RedisLink(vertx, settings.redis().url().orElseGet(sandbox::redisUrl), settings.redis());
        DepartedNodes departed = new DepartedNodes(vertx, foundation.cluster());
        this.window = new RedisWindow(
                vertx, redis, settings.window(), incarnation, holder -> departed.hasEnded(holder.name()));
        this.confirmationStore = settings.confirmationStore();
        this.confirmed = confirmationStore.cluster().isEmpty()
                ? redis
                : RedisLink.toCluster(vertx, confirmationStore.cluster(), settings.redis());
        RedisHealth redisHealth = new RedisHealth((up, reason) -> health.set(Health.Dependency.REDIS, up, reason));
        redis.onChange(redisHealth::connected);
        redis.open();
        if (confirmed != redis) {
            confirmed.onChange(redisHealth::cluster);
            confirmed.open();
        }
        window.start();
        new RedisMemory(redis, meters, redisHealth::full).start(vertx);
        this.mark = new StoreMark(redis, confirmationStore, redisHealth::store);
        this.refusal = mark.start(vertx);
    }

    /**
     * Connects to the stores of the settings, or to the children when they are ready.
     *
     * @throws StartRefusedException if Redis names another store of confirmations than the settings
     */
    static Stores open(Foundation foundation, Settings settings, Meters meters, Health health)
            throws InterruptedException {
        foundation.sandbox().awaitReady(settings.sandbox().startTimeout());
        Stores stores = new Stores(foundation, settings, meters, health);
        String refusal = stores.refusal(settings.redis().timeout());
        if (!refusal.isEmpty()) {
            stores.close(settings.redis().timeout());
            throw new StartRefusedException(refusal);
        }
        return stores;
    }

    /** Returns the reason not to start; empty while Redis is away, because the node then checks its answer later. */
    private String refusal(Duration patience) {
        try {
            return refusal.await(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException away) {
            return "";
        }
    }

    /** Passes on that a child is gone: its own connections would notice only later. */
    void childChanged(Child.State state) {
        if (state.child() == Child.KAFKA && !state.up()) {
            kafka.suspect(state.reason());
        }
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
        return mark.guard(
                switch (confirmationStore.kind()) {
                    case LOG -> new RedisConfirmations(redis, settings, meters);
                    case SETNX -> new SetnxConfirmations(confirmed, redis, settings);
                });
    }

    Attempts attempts() {
        return new RedisAttempts(redis);
    }

    Redrives redrives() {
        return new RedisRedrives(redis);
    }

    /** Shows this node to the others on the same Redis, under the address of its HTTP edge. */
    RedisNeighbours neighbours(String address, Duration counts) {
        return new RedisNeighbours(redis, incarnation.name(), address, counts);
    }

    Incarnation incarnation() {
        return incarnation;
    }

    /** Every step is bounded. */
    void close(Duration patience) {
        Closing.await("window", window::stop, patience);
        Closing.step("kafka", kafka::close);
        if (confirmed != redis) {
            Closing.await("confirmations", confirmed::close, patience);
        }
        Closing.await("redis", redis::close, patience);
    }
}
