package dev.playhead.redis;

import dev.playhead.metrics.Meter;
import dev.playhead.metrics.Meters;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Shows how much Redis holds and may hold, asked now and then, because a scrape must not wait for it: a Redis that is full
 * takes no confirmations. Any thread.
 */
public final class RedisMemory {
    private static final long EVERY_MILLIS = 10_000;

    private final RedisLink link;
    private final AtomicLong used = new AtomicLong();
    private final AtomicLong limit = new AtomicLong();

    public RedisMemory(RedisLink link, Meters meters) {
        this.link = link;
        meters.gauge(Meter.REDIS_MEMORY_USED, used, AtomicLong::get);
        meters.gauge(Meter.REDIS_MEMORY_LIMIT, limit, AtomicLong::get);
    }

    /** Looks from now on, as long as Vert.x runs. */
    public void start(Vertx vertx) {
        link.onChange(state -> look());
        vertx.setPeriodic(EVERY_MILLIS, tick -> look());
    }

    private void look() {
        // What cannot be asked, as Redis is away or forbids it, keeps what it showed
        link.send(Request.cmd(Command.INFO).arg("memory")).onSuccess(info -> read(String.valueOf(info)));
    }

    /** @param info lines of {@code name:value} */
    void read(String info) {
        long most = value(info, "maxmemory");
        used.set(value(info, "used_memory"));
        limit.set(most > 0 ? most : value(info, "total_system_memory"));
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
