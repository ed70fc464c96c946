package dev.playhead.redis;

import dev.playhead.settings.Setting;
import java.time.Duration;
import java.util.Optional;

/** How this node talks to Redis. */
public record RedisSettings(
        @Setting(
                key = "redis.url",
                meaning = "Redis to use, redis://[user:password@]host:port[/db]; not given: the sandbox's own, "
                        + "as a child process")
        Optional<String> url,

        @Setting(
                key = "redis.timeout",
                defaultValue = "1s",
                least = "10ms",
                most = "1h",
                meaning = "How long one call may take before its connection counts as broken")
        Duration timeout,

        @Setting(
                key = "redis.maxInFlight",
                defaultValue = "1024",
                least = "16",
                meaning = "How many calls of one connection may wait for their answers; more are refused")
        int maxInFlight,

        @Setting(
                key = "redis.reconnect",
                defaultValue = "1s",
                least = "10ms",
                most = "1h",
                meaning = "Longest pause between two attempts to connect; the first are shorter")
        Duration reconnect) {

    public RedisSettings {
        url.ifPresent(RedisSettings::checkUrl);
    }

    private static void checkUrl(String url) {
        if (!url.startsWith("redis://") && !url.startsWith("rediss://") && !url.startsWith("unix://")) {
            throw new IllegalArgumentException("redis.url begins with redis://, rediss:// or unix://");
        }
    }
}
