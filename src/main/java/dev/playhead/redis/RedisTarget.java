package dev.playhead.redis;

import io.vertx.redis.client.RedisClientType;
import io.vertx.redis.client.RedisOptions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The Redis that a line connects to. Immutable; any thread.
 *
 * @param urls of a server, or of some nodes of a cluster
 */
record RedisTarget(List<String> urls, boolean cluster) {
    /** The most nodes of a cluster, of which a line connects to each. */
    private static final int MOST_NODES = 1000;

    /** The most calls to the cluster that a batch of a caller may become, one for each bucket. */
    private static final int PARTS = 16;

    /** An error of Redis begins with a code, and one of the client with a sentence. */
    private static final Pattern ERROR_OF_REDIS = Pattern.compile("(?s)[A-Z]+ .*");

    /**
     * Returns the options of an attempt to connect. Each attempt begins with another node of a cluster, because the client
     * waits for the first one, which may hang.
     */
    RedisOptions options(int attempt) {
        RedisOptions options = new RedisOptions()
                .setType(cluster ? RedisClientType.CLUSTER : RedisClientType.STANDALONE)
                .setMaxPoolSize(cluster ? MOST_NODES : 1)
                .setMaxPoolWaiting(cluster ? MOST_NODES : 1);
        List<String> rotated = new ArrayList<>(urls);
        Collections.rotate(rotated, -Math.floorMod(attempt, urls.size()));
        rotated.forEach(options::addConnectionString);
        return options;
    }

    int maxInFlight(RedisSettings settings) {
        return cluster ? PARTS * settings.maxInFlight() : settings.maxInFlight();
    }

    /**
     * Returns whether a line must connect again after this failure of a call. A client of a cluster learns where the slots are
     * when it connects, and it does not hear of the end of a connection that it has made since then.
     */
    boolean isStaleAfter(String failure) {
        return cluster
                && (failure.startsWith("MOVED")
                        || failure.startsWith("CLUSTERDOWN")
                        || !ERROR_OF_REDIS.matcher(failure).matches());
    }
}
