package dev.playhead.redis;

import dev.playhead.settings.Setting;
import java.time.Duration;
import java.util.Optional;

/** How this node talks to Redis. */
public record RedisSettings(
        @Setting(
                key = "redis.url",
                meaning = "Redis address, redis://[user:password@]host:port[/db]; without it the node starts the "
                        + "embedded Redis")
        Optional<String> url,

        @Setting(
                key = "redis.timeout",
                defaultValue = "1s",
                least = "10ms",
                most = "1h",
                meaning = "Maximum time of a call before the node treats its connection as broken")
        Duration timeout,

        @Setting(
                key = "redis.maxInFlight",
                defaultValue = "1024",
                least = "16",
                meaning = "Maximum number of unanswered calls per connection; the node refuses further calls")
        int maxInFlight,

        @Setting(
                key = "redis.reconnect",
                defaultValue = "1s",
                least = "10ms",
                most = "1h",
                meaning = "Maximum delay between two connection attempts; the first delays are shorter")
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
