package dev.playhead.redis;

import static dev.playhead.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.metrics.Meters;
import dev.playhead.testing.RealRedis;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetServer;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is told of a Redis that answers, but is full or not there yet. */
final class RedisStateIT {
    private final Vertx vertx = Vertx.vertx();
    private final List<RedisLink.LinkState> states = new CopyOnWriteArrayList<>();
    private volatile String full = "not looked at yet";

    @AfterEach
    void close() throws Exception {
        vertx.close().await(20, TimeUnit.SECONDS);
    }

    @Test
    void shouldSayThatItIsFullWhenItRefusesWritesAndNoMoreWhenItTakesThem(@TempDir Path directory) throws Exception {
        try (RealRedis redis = new RealRedis(directory)) {
            RedisLink link = link(redis.url());
            new RedisMemory(link, new Meters(new SimpleMeterRegistry()), why -> full = why).start(vertx);
            eventually("it has room", () -> full.isEmpty());

            send(link, Request.cmd(Command.CONFIG).arg("SET").arg("maxmemory").arg("100000"));
            assertThat(link.ask(Request.cmd(Command.SET).arg("key").arg("value"))
                            .transform(answer -> {
                                assertThat(answer.failed()).isTrue();
                                return Future.succeededFuture(answer.cause().getMessage());
                            })
                            .await(10, TimeUnit.SECONDS))
                    .contains("OOM");
            eventually("it is full", () -> full.contains("its memory is full and it refuses writes"));

            send(link, Request.cmd(Command.CONFIG).arg("SET").arg("maxmemory").arg("0"));
            send(link, Request.cmd(Command.SET).arg("key").arg("value"));
            eventually("it has room again", () -> full.isEmpty());
        }
    }

    @Test
    void shouldSayThatItLoadsWhenItHasNotReadItsFileYet() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        NetServer server = vertx.createNetServer()
                .connectHandler(socket -> socket.handler(command -> {
                    String text = command.toString().toUpperCase(Locale.ROOT);
                    if (text.contains("INFO")) {
                        socket.write(bulk(
                                asked.incrementAndGet() <= 3
                                        ? "loading:1\r\naof_enabled:0\r\n"
                                        : "loading:0\r\naof_enabled:1\r\n"));
                    } else {
                        socket.write(text.contains("PING") ? "+PONG\r\n" : "-ERR unknown command\r\n");
                    }
                }));
        int port = server.listen(0, "127.0.0.1").await(10, TimeUnit.SECONDS).actualPort();

        link("redis://127.0.0.1:" + port);

        eventually("it serves", () -> states.stream().anyMatch(RedisLink.LinkState::up));
        assertThat(asked.get()).isEqualTo(4);
        assertThat(states).noneMatch(state -> state.reason().contains("appendonly"));
        assertThat(states).anyMatch(state -> !state.up() && state.reason().contains("it is still loading its file"));
    }

    private RedisLink link(String url) {
        RedisLink link = new RedisLink(
                vertx, url, new RedisSettings(Optional.empty(), Duration.ofSeconds(5), 1024, Duration.ofMillis(200)));
        link.onChange(states::add);
        link.open();
        return link;
    }

    private static void send(RedisLink link, Request request) throws Exception {
        link.send(request).await(10, TimeUnit.SECONDS);
    }

    private static Buffer bulk(String text) {
        return Buffer.buffer("$" + text.length() + "\r\n" + text + "\r\n");
    }
}
