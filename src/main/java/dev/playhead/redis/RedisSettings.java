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
                meaning = "How long one call may take before its connection counts as broken")
        Duration timeout,

        @Setting(
                key = "redis.maxInFlight",
                defaultValue = "1024",
                meaning = "How many calls of one connection may wait for their answers; more are refused")
        int maxInFlight,

        @Setting(
                key = "redis.reconnect",
                defaultValue = "1s",
                meaning = "Longest pause between two attempts to connect; the first are shorter")
        Duration reconnect) {

    public RedisSettings {
        url.ifPresent(RedisSettings::checkUrl);
        if (timeout.toMillis() < 10) {
            throw new IllegalArgumentException("redis.timeout is " + timeout + "; it takes at least 10ms");
        }
        if (maxInFlight < 16) {
            throw new IllegalArgumentException("redis.maxInFlight is " + maxInFlight + "; it takes at least 16");
        }
        if (reconnect.toMillis() < 10) {
            throw new IllegalArgumentException("redis.reconnect is " + reconnect + "; it takes at least 10ms");
        }
    }

    private static void checkUrl(String url) {
        if (!url.startsWith("redis://") && !url.startsWith("rediss://") && !url.startsWith("unix://")) {
            throw new IllegalArgumentException("redis.url begins with redis://, rediss:// or unix://");
        }
    }
}
