package dev.playhead.redis;

import static dev.playhead.testing.Eventually.eventually;

import dev.playhead.testing.RealStores;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** One link to the Redis of this JVM for each test. */
public final class SharedRedis implements BeforeEachCallback, AfterEachCallback {
    private final Vertx vertx = Vertx.vertx();
    private final RedisLink link = new RedisLink(
            vertx,
            RealStores.shared().redisUrl(),
            new RedisSettings(Optional.empty(), Duration.ofSeconds(5), 1024, Duration.ofMillis(200)));

    public Vertx vertx() {
        return vertx;
    }

    public RedisLink link() {
        return link;
    }

    @Override
    public void beforeEach(ExtensionContext context) throws Exception {
        AtomicBoolean up = new AtomicBoolean();
        link.onChange(state -> up.set(state.up()));
        link.open();
        eventually("Redis is up", up::get);
    }

    @Override
    public void afterEach(ExtensionContext context) throws Exception {
        link.close().await(20, TimeUnit.SECONDS);
        vertx.close().await(20, TimeUnit.SECONDS);
    }
}
