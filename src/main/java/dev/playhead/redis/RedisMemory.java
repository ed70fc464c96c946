package dev.playhead.redis;

import dev.playhead.metrics.Meter;
import dev.playhead.metrics.Meters;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * Publishes the used and the maximum memory of Redis, and reports a full Redis, because it refuses confirmations. It
 * asks at intervals, because a scrape must not wait for Redis, and after a refused write. Any thread.
 */
public final class RedisMemory {
    private static final long EVERY_MILLIS = 10_000;

    private final RedisLink link;
    private final AtomicLong used = new AtomicLong();
    private final AtomicLong limit = new AtomicLong();
    private final AtomicBoolean looking = new AtomicBoolean();
    private final Consumer<String> full;

    /**
     * @param full takes after each check the reason why Redis is full, or an empty text; on any thread, one at a time
     */
    public RedisMemory(RedisLink link, Meters meters, Consumer<String> full) {
        this.link = link;
        this.full = full;
        meters.gauge(Meter.REDIS_MEMORY_USED, used, AtomicLong::get);
        meters.gauge(Meter.REDIS_MEMORY_LIMIT, limit, AtomicLong::get);
    }

    /** Looks from now on, as long as Vert.x runs. */
    public void start(Vertx vertx) {
        link.onChange(state -> look());
        link.onFull(this::look);
        vertx.setPeriodic(EVERY_MILLIS, tick -> look());
    }

    private void look() {
        // Without an answer, because Redis is unavailable or forbids the command, the gauges keep their values
        if (looking.compareAndSet(false, true)) {
            link.send(Request.cmd(Command.INFO).arg("memory"))
                    .onSuccess(info -> read(String.valueOf(info)))
                    .onComplete(looked -> looking.set(false));
        }
    }

    /** @param info lines of {@code name:value} */
    void read(String info) {
        long most = value(info, "maxmemory");
        used.set(value(info, "used_memory"));
        limit.set(most > 0 ? most : value(info, "total_system_memory"));
        // As Redis itself reckons: its buffers for the append-only file and for replicas do not count
        long counted = used.get() - value(info, "mem_not_counted_for_evict");
        full.accept(
                most > 0 && counted > most
                        ? "its memory is full and it refuses writes: " + counted + " of " + most
                                + " bytes; raise its maxmemory, or sandbox.redis.memory"
                        : "");
    }

    private static long value(String info, String name) {
        return info.lines()
                .map(String::strip)
                .filter(line -> line.startsWith(name + ":"))
                .mapToLong(line -> Long.parseLong(line.substring(name.length() + 1)))
                .findFirst()
                .orElse(0);
    }
}
