package dev.playhead.redis.window;

import dev.playhead.event.Event;
import dev.playhead.event.Partition;
import dev.playhead.event.Refusal;
import dev.playhead.ingest.Deduplication;
import dev.playhead.ingest.Incarnation;
import dev.playhead.ingest.WindowSettings;
import dev.playhead.ingest.WindowVerdict;
import dev.playhead.log.Append;
import dev.playhead.log.Topic;
import dev.playhead.metrics.Meters;
import dev.playhead.redis.RedisCosts;
import dev.playhead.redis.RedisLink;
import dev.playhead.redis.RedisSettings;
import dev.playhead.testing.MemoryLog;
import dev.playhead.testing.RealRedis;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What the duplicate window costs: CPU of Redis and of this JVM and bytes of Redis for each event, decided and settled,
 * by batches of several sizes from two event loops. Run it with the test class path.
 */
final class WindowBenchmark {
    private static final int EVENTS = Integer.getInteger("events", 400_000);

    private final Vertx vertx = Vertx.vertx();
    private final MemoryLog log = new MemoryLog();
    private final RealRedis redis;
    private final RedisLink link;
    private final RedisCosts costs;
    private final Deduplication<Sample> deduplication;

    private WindowBenchmark(Path directory) throws Exception {
        redis = new RealRedis(directory);
        RedisSettings settings =
                new RedisSettings(Optional.empty(), Duration.ofSeconds(20), 1024, Duration.ofSeconds(1));
        WindowSettings window = new WindowSettings(
                Duration.ofMinutes(20),
                100_000_000,
                WindowSettings.OnOutage.REFUSE,
                Duration.ofSeconds(20),
                Duration.ofSeconds(5),
                Duration.ofSeconds(40),
                Duration.ofSeconds(2),
                1000,
                10_000_000);
        Incarnation self = new Incarnation(1, 1);
        link = new RedisLink(vertx, redis.url(), settings);
        CountDownLatch up = new CountDownLatch(1);
        link.onChange(state -> {
            if (state.up()) {
                up.countDown();
            }
        });
        link.open();
        up.await();
        costs = new RedisCosts(redis, link);
        deduplication = new Deduplication<>(
                vertx,
                window,
                self,
                new RedisWindow(vertx, link, window, self, holder -> Future.succeededFuture(false)),
                log,
                log,
                log,
                new Meters(new SimpleMeterRegistry()));
    }

    public static void main(String[] args) throws Exception {
        WindowBenchmark benchmark = new WindowBenchmark(Files.createTempDirectory("window"));
        benchmark.run(500, 8);
        for (int round = 0; round < 2; round++) {
            benchmark.run(500, 8);
            if (!Boolean.getBoolean("large")) {
                benchmark.run(32, 16);
                benchmark.run(1, 64);
            }
        }
        benchmark.redis.close();
        benchmark.vertx.close().await();
    }

    private void run(int batch, int atOnce) throws Exception {
        Topic topic = log.topic("t" + UUID.randomUUID(), 8);
        RedisCosts.Sum before = costs.now();
        long start = System.nanoTime();
        CountDownLatch done = new CountDownLatch(2 * atOnce);
        AtomicInteger next = new AtomicInteger();
        for (int loop = 0; loop < 2; loop++) {
            Context context = vertx.getOrCreateContext();
            for (int one = 0; one < atOnce; one++) {
                context.runOnContext(turn -> step(topic, batch, next, done));
            }
        }
        done.await();
        while (!deduplication.idle()) {
            Thread.onSpinWait();
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        RedisCosts.Sum spent = costs.now().less(before);
        System.out.printf(
                "batches of %d, %d at once on each loop: %.0f events/s; us an event: redis %.2f, here %.2f; %.1f bytes%n",
                batch,
                atOnce,
                EVENTS / seconds,
                spent.redisNanos() / 1e3 / EVENTS,
                spent.ownNanos() / 1e3 / EVENTS,
                spent.redisBytes() / (double) EVENTS);
    }

    private void step(Topic topic, int batch, AtomicInteger next, CountDownLatch done) {
        int first = next.getAndAdd(batch);
        if (first >= EVENTS) {
            done.countDown();
            return;
        }
        List<Sample> samples = new ArrayList<>(batch);
        for (int number = first; number < first + batch; number++) {
            samples.add(new Sample(number, new Partition(topic.name(), number & 7)));
        }
        deduplication.decide(topic, samples).onSuccess(verdicts -> {
            for (int index = 0; index < verdicts.size(); index++) {
                ((WindowVerdict.Fresh<Sample>) verdicts.get(index)).claim().stored(first + index, 1_795_000_000_000L);
            }
            step(topic, batch, next, done);
        });
    }

    private record Sample(int number, Partition partition) implements Append {
        @Override
        public Event event() {
            return new Event(
                    "/bench/source".getBytes(StandardCharsets.UTF_8),
                    ("event-" + number).getBytes(StandardCharsets.UTF_8),
                    new byte[0],
                    new byte[0],
                    List.of());
        }

        @Override
        public void stored(long offset, long recorded) {}

        @Override
        public void failed(Refusal refusal) {}
    }
}
