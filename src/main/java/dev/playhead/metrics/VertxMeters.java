package dev.playhead.metrics;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.SocketAddress;
import io.vertx.core.spi.metrics.EventBusMetrics;
import io.vertx.core.spi.metrics.HttpServerMetrics;
import io.vertx.core.spi.metrics.PoolMetrics;
import io.vertx.core.spi.metrics.TCPMetrics;
import io.vertx.core.spi.metrics.VertxMetrics;
import org.jspecify.annotations.Nullable;

/**
 * Measures Vert.x: TCP servers, the event bus and worker pools by its own means, HTTP by {@link HttpMeters}, and no
 * clients. Any thread.
 */
final class VertxMeters implements VertxMetrics {
    /** Each connection to Redis has a pool of one, with a new name after each reconnect. */
    private static final String REDIS = "redis";

    private final VertxMetrics own;
    private final HttpMeters http;

    VertxMeters(VertxMetrics own, HttpMeters http) {
        this.own = own;
        this.http = http;
    }

    @Override
    public EventBusMetrics<?> createEventBusMetrics() {
        return own.createEventBusMetrics();
    }

    @Override
    public HttpServerMetrics<?, ?, ?> createHttpServerMetrics(HttpServerOptions options, SocketAddress address) {
        return http;
    }

    @Override
    public TCPMetrics<?> createNetServerMetrics(NetServerOptions options, SocketAddress address) {
        return own.createNetServerMetrics(options, address);
    }

    @Override
    public @Nullable PoolMetrics<?, ?> createPoolMetrics(String type, String name, int size) {
        return REDIS.equals(type) ? null : own.createPoolMetrics(type, name, size);
    }

    @Override
    public boolean isMetricsEnabled() {
        return true;
    }

    @Override
    public void vertxCreated(Vertx vertx) {
        own.vertxCreated(vertx);
    }

    @Override
    public void close() {
        own.close();
    }
}
