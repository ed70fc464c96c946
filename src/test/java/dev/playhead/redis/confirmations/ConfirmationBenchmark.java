package dev.playhead.redis.confirmations;

import dev.playhead.event.Identity;
import dev.playhead.event.Partition;
import dev.playhead.group.ConfirmationSettings;
import dev.playhead.group.Lease;
import dev.playhead.log.Topic;
import dev.playhead.metrics.Meters;
import dev.playhead.redis.RedisCosts;
import dev.playhead.redis.RedisLeases;
import dev.playhead.redis.RedisLink;
import dev.playhead.redis.RedisSettings;
import dev.playhead.testing.Defaults;
import dev.playhead.testing.RealRedis;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What confirmations cost: CPU of Redis and of this JVM and bytes of Redis for each event, looked up and then confirmed under
 * a lease, by batches of several sizes from two event loops. Run it with the test class path.
 */
final class ConfirmationBenchmark {
    private static final int EVENTS = Integer.getInteger("events", 400_000);
    private static final Topic TOPIC = new Topic("orders", "topic-id", 8, true, true);

    private static final Meters METERS = new Meters(new SimpleMeterRegistry());

    private final Vertx vertx = Vertx.vertx();
    private final RealRedis redis;
    private final RedisLink link;
    private final RedisConfirmations confirmations;
    private final RedisCosts costs;

    private ConfirmationBenchmark(Path directory) throws Exception {
        redis = new RealRedis(directory);
        link = new RedisLink(
                vertx,
                redis.url(),
                new RedisSettings(Optional.empty(), Duration.ofSeconds(20), 1024, Duration.ofSeconds(1)));
        CountDownLatch up = new CountDownLatch(1);
        link.onChange(state -> {
            if (state.up()) {
                up.countDown();
            }
        });
        link.open();
        up.await();
        confirmations = new RedisConfirmations(
                link, new ConfirmationSettings(Duration.ofHours(1), 100_000_000, 1000, 1L << 30), METERS);
        costs = new RedisCosts(redis, link);
    }

    public static void main(String[] args) throws Exception {
        ConfirmationBenchmark benchmark = new ConfirmationBenchmark(Files.createTempDirectory("confirmations"));
        benchmark.run(500, 4, "warming up");
        for (int round = 0; round < 2; round++) {
            benchmark.run(1000, 2, "");
            benchmark.run(100, 8, "");
            benchmark.run(10, 32, "");
        }
        benchmark.redis.close();
        benchmark.vertx.close().await();
    }

    private void run(int batch, int atOnce, String remark) throws Exception {
        String group = UUID.randomUUID().toString();
        Lease lease = lease(group);
        RedisCosts.Sum before = costs.now();
        long start = System.nanoTime();
        CountDownLatch done = new CountDownLatch(2 * atOnce);
        AtomicInteger next = new AtomicInteger();
        for (int loop = 0; loop < 2; loop++) {
            Context context = vertx.getOrCreateContext();
            for (int one = 0; one < atOnce; one++) {
                context.runOnContext(turn -> step(lease, batch, next, done));
            }
        }
        done.await();
        double seconds = (System.nanoTime() - start) / 1e9;
        RedisCosts.Sum spent = costs.now().less(before);
        System.out.printf(
                "batches of %d, %d at once on each loop: %.0f events/s; us an event: redis %.2f, here %.2f; %.1f bytes %s%n",
                batch,
                atOnce,
                EVENTS / seconds,
                spent.redisNanos() / 1e3 / EVENTS,
                spent.ownNanos() / 1e3 / EVENTS,
                spent.redisBytes() / (double) EVENTS,
                remark);
        new RedisConfirmations(link, Defaults.of(ConfirmationSettings.class), METERS)
                .forget(group, TOPIC)
                .await();
    }

    private Lease lease(String group) {
        RedisLeases leases = new RedisLeases(link, Duration.ofMinutes(10));
        leases.sync(group, List.of("n-1")).await();
        return leases.acquire(group, "n-1", Map.of(new Partition(TOPIC.name(), 0), 0L))
                .await()
                .get(0);
    }

    private void step(Lease lease, int batch, AtomicInteger next, CountDownLatch done) {
        int first = next.getAndAdd(batch);
        if (first >= EVENTS) {
            done.countDown();
            return;
        }
        List<Identity> events = new ArrayList<>(batch);
        for (int number = first; number < first + batch; number++) {
            events.add(new Identity(0x9e37_79b9_7f4a_7c15L * number, number));
        }
        once(lease, events).onComplete(ended -> step(lease, batch, next, done), failure -> {
            failure.printStackTrace();
            System.exit(1);
        });
    }

    private Future<Void> once(Lease lease, List<Identity> events) {
        return confirmations.confirmed(lease.group(), TOPIC, events).compose(known -> confirmations
                .confirm(lease.group(), TOPIC, List.of(lease), events)
                .map(confirmed -> {
                    if (!known.isEmpty()
                            || confirmed.first() != events.size()
                            || !confirmed.lost().isEmpty()) {
                        throw new IllegalStateException("not each event was first");
                    }
                    return null;
                }));
    }
}
