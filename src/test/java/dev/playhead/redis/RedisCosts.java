package dev.playhead.redis;

import dev.playhead.testing.RealRedis;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;

/** What a Redis and this JVM have used of the machine. */
public record RedisCosts(RealRedis redis, RedisLink link) {

    public record Sum(long redisNanos, long ownNanos, long redisBytes) {
        public Sum less(Sum before) {
            return new Sum(redisNanos - before.redisNanos, ownNanos - before.ownNanos, redisBytes - before.redisBytes);
        }
    }

    public Sum now() throws IOException {
        return new Sum(redisNanos(), ownNanos(), redisBytes());
    }

    public long redisBytes() {
        String info =
                String.valueOf(link.send(Request.cmd(Command.INFO, "memory")).await());
        return info.lines()
                .filter(line -> line.startsWith("used_memory:"))
                .mapToLong(line ->
                        Long.parseLong(line.substring("used_memory:".length()).strip()))
                .findFirst()
                .orElseThrow();
    }

    /** Of all its threads. */
    private long redisNanos() throws IOException {
        long nanos = 0;
        try (var tasks = Files.list(Path.of("/proc/" + redis.pid() + "/task"))) {
            for (Path task : tasks.toList()) {
                nanos += Long.parseLong(
                        Files.readString(task.resolve("schedstat")).split(" ")[0]);
            }
        }
        return nanos;
    }

    private static long ownNanos() {
        return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                .getProcessCpuTime();
    }
}
