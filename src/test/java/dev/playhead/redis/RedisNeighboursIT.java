package dev.playhead.redis;

import static dev.playhead.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

final class RedisNeighboursIT {
    @RegisterExtension
    final SharedRedis redis = new SharedRedis();

    @Test
    void shouldSeeTheOthersUntilTheyLeave() throws Exception {
        RedisNeighbours one = node("one", Duration.ofMinutes(1));
        RedisNeighbours two = node("two", Duration.ofMinutes(1));

        get(one.look());
        assertThat(get(two.look())).isEqualTo(Map.of("one", "at-one:8080"));
        assertThat(get(one.look())).isEqualTo(Map.of("two", "at-two:8080"));
        get(two.leave());
        assertThat(get(one.look())).isEmpty();
        get(one.leave());
    }

    @Test
    void shouldForgetTheDeadWhenTheyCountNoMore() throws Exception {
        RedisNeighbours dead = node("dead", Duration.ofMillis(200));
        RedisNeighbours alive = node("alive", Duration.ofMillis(200));
        get(dead.look());

        assertThat(get(alive.look())).containsOnlyKeys("dead");
        eventually("the dead one is forgotten", () -> get(alive.look()).isEmpty());
        get(alive.leave());
    }

    private RedisNeighbours node(String name, Duration counts) {
        return new RedisNeighbours(redis.link(), name, "at-" + name + ":8080", counts);
    }

    private static <T> T get(Future<T> future) throws Exception {
        return future.await(20, TimeUnit.SECONDS);
    }
}
