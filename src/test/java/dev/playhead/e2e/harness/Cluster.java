package dev.playhead.e2e.harness;

import static dev.playhead.testing.Eventually.eventually;

import dev.playhead.e2e.checks.History;
import dev.playhead.e2e.checks.Place;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Several nodes on shared stores that see each other, to be killed, halted, stopped, cut off and brought back. One thread. */
public final class Cluster implements AutoCloseable {
    /** Short, so that a test need not wait long for what a dead node held. */
    private static final Duration LEASE = Duration.ofSeconds(4);

    private static final int READ = 2_000;

    private final @Nullable Stores stores;
    private final Ways ways = new Ways();
    private final List<NodeProcess> nodes = new ArrayList<>();

    private Cluster(@Nullable Stores stores) {
        this.stores = stores;
    }

    /** A node that is alone, on its own stores; its caller starts it. */
    public static Cluster alone(NodeProcess node) {
        Cluster cluster = new Cluster(null);
        cluster.nodes.add(briefly(node));
        return cluster;
    }

    public static Cluster of(String name, int size) throws Exception {
        return of(name, size, 1);
    }

    public static Cluster of(String name, int size, Map<String, String> settings) throws Exception {
        return of(name, size, 1, settings);
    }

    /** Nodes that reach each other at their own addresses, without proxies between. */
    public static Cluster direct(String name, int size) throws Exception {
        Cluster cluster = new Cluster(Stores.forNodes(size));
        for (int number = 0; number < size; number++) {
            cluster.nodes.add(briefly(cluster.stores().give(NodeProcess.named(name + "-" + number), number)));
        }
        String members = cluster.nodes.stream()
                .map(node -> "127.0.0.1:" + node.port("cluster.port"))
                .collect(Collectors.joining(","));
        cluster.nodes.forEach(node -> node.with("cluster.members", members));
        return cluster.started();
    }

    /** @param minimum how many must see each other before replays may be changed */
    public static Cluster of(String name, int size, int minimum) throws Exception {
        return of(name, size, minimum, Map.of());
    }

    private static Cluster of(String name, int size, int minimum, Map<String, String> settings) throws Exception {
        Cluster cluster = new Cluster(Stores.forNodes(size));
        for (int number = 0; number < size; number++) {
            NodeProcess node = briefly(cluster.stores().give(NodeProcess.named(name + "-" + number), number))
                    .with("cluster.minimum", String.valueOf(minimum));
            settings.forEach(node::with);
            cluster.ways.add(node);
            cluster.nodes.add(node);
        }
        cluster.ways.join();
        return cluster.started();
    }

    private Cluster started() throws Exception {
        try {
            for (NodeProcess node : nodes) {
                node.start();
            }
            nodes.forEach(NodeProcess::awaitReady);
            return this;
        } catch (Exception | AssertionError failure) {
            close();
            throw failure;
        }
    }

    private static NodeProcess briefly(NodeProcess node) {
        return node.with("groups.lease", LEASE.toString()).with("groups.sync", "PT1S");
    }

    public int size() {
        return nodes.size();
    }

    public NodeProcess node(int number) {
        return nodes.get(number);
    }

    public Stores stores() {
        return Objects.requireNonNull(stores, "a node alone has its own");
    }

    public Ways ways() {
        return ways;
    }

    /** What the node says of all nodes. */
    public JsonObject report(int number) throws Exception {
        return new JsonObject(Http.of(nodes.get(number)).get("/v1/cluster").body());
    }

    /** How many nodes this one sees, itself too. */
    public int seen(int number) throws Exception {
        return report(number).getJsonArray("nodes").size();
    }

    /** What the node says of itself. */
    public JsonObject self(int number) throws Exception {
        return report(number).getJsonArray("nodes").stream()
                .map(JsonObject.class::cast)
                .filter(each -> each.getBoolean("here"))
                .findFirst()
                .orElseThrow();
    }

    /** The node that goes by this name in what nodes say; it has another one whenever it is started. */
    public int numberOf(String name) throws Exception {
        for (int number = 0; number < nodes.size(); number++) {
            if (self(number).getString("node").equals(name)) {
                return number;
            }
        }
        throw new AssertionError("there is no node " + name);
    }

    /** Makes all well again that a test may have left otherwise. */
    public void mend() throws Exception {
        ways.heal();
        for (int number = 0; number < nodes.size(); number++) {
            stores().toKafka(number).heal();
            stores().toRedis(number).heal();
            if (nodes.get(number).isRunning()) {
                goOn(number);
            } else {
                nodes.get(number).start();
            }
        }
        nodes.forEach(NodeProcess::awaitReady);
        for (int number = 0; number < nodes.size(); number++) {
            int each = number;
            eventually("node " + each + " sees all", () -> seen(each) == nodes.size());
        }
    }

    /** {@code kill -STOP}: its sockets stay open, and nobody is there. */
    public void halt(int number) throws Exception {
        signal(number, "-STOP");
    }

    public void goOn(int number) throws Exception {
        signal(number, "-CONT");
    }

    private void signal(int number, String signal) throws Exception {
        long pid = nodes.get(number).handle().pid();
        new ProcessBuilder("kill", signal, Long.toString(pid)).start().waitFor();
    }

    /** Puts down what the topic has, as one of the nodes reads it. */
    public void readInto(History history, Vertx vertx, int number, String topic) throws Exception {
        JsonObject all = Stream.request(topic, "earliest").put("to", "now");
        try (Stream stream = Stream.subscribe(vertx, nodes.get(number), all)) {
            stream.takeAll(
                    READ,
                    each -> history.logged(
                            new Place(each.topic(), each.partition(), each.offset()),
                            each.event().getString("id"),
                            each.event().getString("subject")));
        }
    }

    @Override
    public void close() throws Exception {
        for (int number = 0; number < nodes.size(); number++) {
            if (nodes.get(number).isRunning()) {
                goOn(number);
            }
            nodes.get(number).close();
        }
        ways.close();
        if (stores != null) {
            stores.close();
        }
    }
}
