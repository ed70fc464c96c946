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
import dev.playhead.redis.RedisAttempts;
import dev.playhead.redis.RedisLeases;
import dev.playhead.redis.RedisLink;
import dev.playhead.redis.RedisMemory;
import dev.playhead.redis.RedisNeighbours;
import dev.playhead.redis.RedisRedrives;
import dev.playhead.redis.confirmations.RedisConfirmations;
import dev.playhead.redis.window.RedisWindow;
import dev.playhead.sandbox.Child;
import dev.playhead.sandbox.Sandbox;
import io.vertx.core.Vertx;
import java.time.Duration;

/**
 * Owns the connections to the stores of a node: Kafka and Redis, external or embedded. Opened and closed on a thread
 * that may block.
 */
final class Stores {
    private final KafkaStore kafka;
    private final RedisLink redis;
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
        RedisHealth redisHealth = new RedisHealth((up, reason) -> health.set(Health.Dependency.REDIS, up, reason));
        redis.onChange(redisHealth::connected);
        redis.open();
        window.start();
        new RedisMemory(redis, meters, redisHealth::full).start(vertx);
    }

    /** Connects to the stores of the settings, or to the children when they are ready. */
    static Stores open(Foundation foundation, Settings settings, Meters meters, Health health)
            throws InterruptedException {
        foundation.sandbox().awaitReady(settings.sandbox().startTimeout());
        return new Stores(foundation, settings, meters, health);
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
        return new RedisConfirmations(redis, settings, meters);
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
        Closing.await("redis", redis::close, patience);
    }
}
