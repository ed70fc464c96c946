package dev.playhead.redis;

import dev.playhead.settings.Address;
import dev.playhead.settings.Setting;
import java.net.URI;
import java.util.List;
import java.util.regex.Pattern;

/** Chooses the store of confirmations and the place of its keys. */
public record ConfirmationStoreSettings(
        @Setting(
                key = "confirmations.store",
                defaultValue = "log",
                meaning =
                        "Store of confirmations in Redis: log is a log per group and topic, and each node that serves "
                                + "the group has a copy; setnx is a key per event without copies, for other services too")
        Kind kind,

        @Setting(
                key = "confirmations.cluster",
                meaning =
                        "Addresses of a Redis Cluster for the keys of confirmations.store=setnx, redis://[user:password@]"
                                + "host:port[,redis://host:port]; without any, redis.url has the keys")
        List<String> cluster) {

    private static final List<String> SCHEMES = List.of("redis", "rediss");
    private static final Pattern DATABASE = Pattern.compile("/?0?");
    private static final Pattern OTHER_DATABASE = Pattern.compile("(^|&)db=(?!0(&|$))");
    private static final int DEFAULT_PORT = 6379;

    /** The stores of confirmations. */
    public enum Kind {
        LOG,
        SETNX
    }

    public ConfirmationStoreSettings {
        cluster.forEach(ConfirmationStoreSettings::check);
        if (!cluster.isEmpty() && kind == Kind.LOG) {
            throw new IllegalArgumentException(
                    "confirmations.cluster takes confirmations.store=setnx: the log of confirmations is in redis.url");
        }
    }

    /** Returns the hosts and the ports of the cluster's URLs. */
    public List<Address> addresses() {
        return cluster.stream().map(ConfirmationStoreSettings::address).toList();
    }

    private static Address address(String url) {
        return Address.ofUrl("confirmations.cluster", url, SCHEMES, "redis://localhost:6379", DEFAULT_PORT);
    }

    private static void check(String url) {
        address(url);
        URI uri = URI.create(url);
        if (!DATABASE.matcher(uri.getPath()).matches()) {
            throw anotherDatabase(uri.getPath());
        }
        if (uri.getQuery() != null && OTHER_DATABASE.matcher(uri.getQuery()).find()) {
            throw anotherDatabase("?" + uri.getQuery());
        }
    }

    private static IllegalArgumentException anotherDatabase(String given) {
        return new IllegalArgumentException(
                "confirmations.cluster takes no database: a Redis Cluster has but one, and " + given + " is another");
    }
}
