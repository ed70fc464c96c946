package dev.playhead.redis;

import dev.playhead.settings.Address;
import dev.playhead.settings.Setting;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Sets the address of Redis and the limits of its connections. */
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
                most = "100000",
                meaning =
                        "Maximum number of unanswered calls per connection, 16 times as many to confirmations.cluster; "
                                + "the node refuses further calls")
        int maxInFlight,

        @Setting(
                key = "redis.reconnect",
                defaultValue = "1s",
                least = "10ms",
                most = "1h",
                meaning = "Maximum delay between two connection attempts; the first delays are shorter")
        Duration reconnect) {

    private static final List<String> SCHEMES = List.of("redis", "rediss");
    private static final Pattern SOCKET = Pattern.compile("unix:///[^\\s]+");
    private static final Pattern DATABASE = Pattern.compile("(/[0-9]{0,5})?");
    private static final int DEFAULT_PORT = 6379;

    public RedisSettings {
        url.ifPresent(RedisSettings::check);
    }

    /** The host and the port of a URL, or nothing for a socket in the file system. */
    public static Optional<Address> address(String url) {
        if (SOCKET.matcher(url).matches()) {
            return Optional.empty();
        }
        return Optional.of(Address.ofUrl("redis.url", url, SCHEMES, "redis://localhost:6379", DEFAULT_PORT));
    }

    private static void check(String url) {
        address(url);
        String path = URI.create(url).getPath();
        if (!SOCKET.matcher(url).matches() && !DATABASE.matcher(path).matches()) {
            throw new IllegalArgumentException(
                    "redis.url takes the number of a database after host and port, such as /0, but has " + path);
        }
    }
}
