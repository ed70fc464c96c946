package dev.playhead.hazelcast;

import com.hazelcast.core.HazelcastException;
import dev.playhead.cluster.ClusterSettings;
import dev.playhead.cluster.Members;
import dev.playhead.testing.TestPorts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Members of Hazelcast on free ports of this machine, which know of each other. */
final class TestCluster {
    private static final int ATTEMPTS = 5;

    private final List<Integer> ports;
    private final String name;

    TestCluster(int nodes) {
        this.ports = new ArrayList<>(TestPorts.free(nodes));
        this.name = "test-" + ports.get(0);
    }

    static HazelcastCluster alone(String node) {
        return alone(node, 0);
    }

    static HazelcastCluster alone(String node, int port) {
        return HazelcastCluster.open(settings("test-" + node, Optional.of(port), List.of(), 1), member(node));
    }

    /** The node of this number, from 0. */
    HazelcastCluster open(int node) {
        return open(node, 1);
    }

    /** A node without a port of its own, which knows where one of the others is. */
    HazelcastCluster openAnywhere(String node, String member) {
        return HazelcastCluster.open(settings(name, Optional.empty(), List.of(member), 1), member(node));
    }

    /** On another port where its own has been taken meanwhile: those that come later are told. */
    HazelcastCluster open(int node, int minimum) {
        for (int attempt = 1; ; attempt++) {
            List<String> all = ports.stream().map(port -> "127.0.0.1:" + port).toList();
            try {
                return HazelcastCluster.open(
                        settings(name, Optional.of(ports.get(node)), all, minimum), member("node" + node));
            } catch (HazelcastException taken) {
                if (attempt == ATTEMPTS) {
                    throw taken;
                }
                ports.set(node, TestPorts.free());
            }
        }
    }

    private static ClusterSettings settings(String name, Optional<Integer> port, List<String> members, int minimum) {
        return new ClusterSettings(
                name,
                "127.0.0.1",
                port,
                0,
                Optional.empty(),
                Optional.empty(),
                members,
                Optional.empty(),
                minimum,
                Duration.ofSeconds(8),
                Duration.ofSeconds(2),
                Duration.ofHours(1),
                Duration.ofSeconds(10));
    }

    private static Members.Member member(String name) {
        return new Members.Member(name, "1", 5, Map.of("http", "127.0.0.1:1"), true);
    }
}
