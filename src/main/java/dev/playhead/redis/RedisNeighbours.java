package dev.playhead.redis;

import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Registers this node for the other nodes on the same Redis, in the sorted set {@code ph:nodes}, and lists them. Any
 * thread.
 */
public final class RedisNeighbours {
    private static final Script NEIGHBOURS = Script.of("neighbours");
    private static final String NODES = "ph:nodes";
    private static final int MOST = 100;

    private final RedisLink link;
    private final String here;
    private final long counts;
    private volatile boolean left;

    /**
     * @param node the name of this node, without spaces
     * @param address its address for clients
     * @param counts the time that a node counts after its registration
     */
    public RedisNeighbours(RedisLink link, String node, String address, Duration counts) {
        this.link = link;
        this.here = node + " " + address;
        this.counts = counts.toMillis();
    }

    /** Registers this node again, and returns the addresses of the others by their names, at most a hundred. */
    public Future<Map<String, String>> look() {
        if (left) {
            return Future.succeededFuture(Map.of());
        }
        return link.ask(NEIGHBOURS, List.of(NODES), List.of(here, counts, MOST)).map(answer -> {
            Map<String, String> others = new TreeMap<>();
            answer.forEach(each -> {
                String node = each.toString();
                int space = node.indexOf(' ');
                if (!node.equals(here) && space > 0) {
                    others.put(node.substring(0, space), node.substring(space + 1));
                }
            });
            return others;
        });
    }

    /** Removes the registration of this node. */
    public Future<Void> leave() {
        left = true;
        return link.send(Request.cmd(Command.ZREM, NODES, here)).mapEmpty();
    }
}
