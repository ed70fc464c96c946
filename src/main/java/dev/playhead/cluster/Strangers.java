package dev.playhead.cluster;

import io.vertx.core.Future;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Warns of nodes on the same stores outside the cluster of this node: each such node takes itself for the whole
 * cluster. Any thread. It remembers at most the nodes of one check.
 */
public final class Strangers {
    private static final Logger LOG = LoggerFactory.getLogger(Strangers.class);

    /** The number of intervals for which a registered node counts: a dead node is forgotten before it is a stranger. */
    public static final int LOOKS_COUNTED = 2;

    /**
     * The number of checks in a row that make a node a stranger, because Redis may have a node before it has joined.
     */
    private static final int LOOKS = LOOKS_COUNTED + 2;

    private final Members members;
    private final Supplier<Future<Map<String, String>>> look;
    private Map<String, Integer> seen = new HashMap<>();

    /** @param look the addresses of all nodes on the same stores by their names */
    public Strangers(Members members, Supplier<Future<Map<String, String>>> look) {
        this.members = members;
        this.look = look;
    }

    /** Looks once; run it periodically. */
    public Future<Void> check() {
        return look.get().onSuccess(this::compare).<Void>mapEmpty().otherwiseEmpty();
    }

    private synchronized void compare(Map<String, String> others) {
        Map<String, Integer> now = new HashMap<>();
        others.forEach((node, address) -> {
            if (members.all().stream().noneMatch(member -> member.name().equals(node))) {
                int looks = Math.min(LOOKS + 1, seen.getOrDefault(node, 0) + 1);
                now.put(node, looks);
                if (looks == LOOKS) {
                    warn(node, address);
                }
            }
        });
        seen = now;
    }

    private void warn(String node, String address) {
        LOG.atWarn()
                .addKeyValue("peer", node)
                .addKeyValue("http", address)
                .addKeyValue(
                        "peers",
                        members.all().stream().map(Members.Member::name).collect(Collectors.toList()))
                .log(
                        "another node uses the same Redis and is not in the cluster of this node: set cluster.members on both");
    }
}
