package dev.playhead.redis.confirmations;

import static dev.playhead.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.event.Identity;
import dev.playhead.group.ConfirmationSettings;
import dev.playhead.log.Topic;
import dev.playhead.metrics.Meters;
import dev.playhead.redis.RedisCosts;
import dev.playhead.redis.RedisLink;
import dev.playhead.redis.RedisSettings;
import dev.playhead.testing.RealRedis;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Redis' memory under many more confirmations than it may keep. */
@Tag("slow")
final class ConfirmationMemoryIT {
    private static final int MAX_IDS = 1_000_000;
    private static final int EVENTS = 10_000_000;
    private static final int BATCH = 1000;
    private static final int AT_ONCE = 16;

    /** Of one identity in a list's entry. */
    private static final long BYTES_AN_ID = 24;

    private static final long COPY_BYTES = 128L << 20;

    private static final Topic TOPIC = new Topic("orders", "topic-id", 8, true, true);

    @TempDir
    Path directory;

    @Test
    void shouldKeepMemoryFlatWhenTenMillionAreConfirmed() throws Exception {
        Vertx vertx = Vertx.vertx();
        try (RealRedis redis = new RealRedis(directory)) {
            RedisLink link = new RedisLink(
                    vertx,
                    redis.url(),
                    new RedisSettings(Optional.empty(), Duration.ofSeconds(20), 1024, Duration.ofSeconds(1)));
            AtomicBoolean up = new AtomicBoolean();
            link.onChange(state -> up.set(state.up()));
            link.open();
            eventually("Redis is up", up::get);
            RedisCosts costs = new RedisCosts(redis, link);
            RedisConfirmations confirmations = new RedisConfirmations(
                    link,
                    new ConfirmationSettings(Duration.ofDays(1), MAX_IDS, BATCH, COPY_BYTES),
                    new Meters(new SimpleMeterRegistry()));
            long before = costs.redisBytes();
            List<Long> used = new ArrayList<>();

            for (int from = 0; from < EVENTS; from += EVENTS / 20) {
                confirm(confirmations, from, from + EVENTS / 20);
                used.add(costs.redisBytes() - before);
            }

            System.out.println("bytes used after each half million: " + used);
            assertThat(used).allSatisfy(bytes -> assertThat(bytes).isLessThan(MAX_IDS * BYTES_AN_ID));
            assertThat(used.get(19)).isLessThan(used.get(3) * 11 / 10);
            assertThat(known(confirmations, EVENTS - MAX_IDS / 2, BATCH)).isEqualTo(BATCH);
            assertThat(known(confirmations, EVENTS - 2 * MAX_IDS, BATCH)).isZero();
            link.close().await(20, TimeUnit.SECONDS);
        } finally {
            vertx.close().await(20, TimeUnit.SECONDS);
        }
    }

    private static void confirm(RedisConfirmations confirmations, int from, int to) throws Exception {
        ArrayDeque<Future<?>> asked = new ArrayDeque<>();
        for (int number = from; number < to; number += BATCH) {
            asked.add(confirmations.confirm("billing", TOPIC, List.of(), identities(number, BATCH)));
            if (asked.size() == AT_ONCE) {
                asked.remove().await(60, TimeUnit.SECONDS);
            }
        }
        for (Future<?> one : asked) {
            one.await(60, TimeUnit.SECONDS);
        }
    }

    private static int known(RedisConfirmations confirmations, int from, int count) throws Exception {
        return confirmations
                .confirmed("billing", TOPIC, identities(from, count))
                .await(60, TimeUnit.SECONDS)
                .cardinality();
    }

    private static List<Identity> identities(int from, int count) {
        List<Identity> identities = new ArrayList<>(count);
        for (int number = from; number < from + count; number++) {
            identities.add(new Identity(0x9e37_79b9_7f4a_7c15L * number, number));
        }
        return identities;
    }
}
