package dev.playhead.e2e;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Several nodes on shared stores, to be killed, halted, stopped, cut off and brought back. One thread. */
final class Cluster implements AutoCloseable {
    /** Short, so that a test need not wait long for what a dead node held. */
    static final Duration LEASE = Duration.ofSeconds(4);

    private static final int READ = 2_000;

    private final Stores stores;
    private final List<NodeProcess> nodes = new ArrayList<>();

    private Cluster(Stores stores) {
        this.stores = stores;
    }

    static Cluster of(String name, int size) throws Exception {
        Cluster cluster = new Cluster(Stores.forNodes(size));
        try {
            for (int number = 0; number < size; number++) {
                NodeProcess node = cluster.stores
                        .give(NodeProcess.named(name + "-" + number), number)
                        .with("groups.lease", LEASE.toString())
                        .with("groups.sync", "PT1S");
                cluster.nodes.add(node.start());
            }
            cluster.nodes.forEach(NodeProcess::awaitReady);
            return cluster;
        } catch (Exception | AssertionError failure) {
            cluster.close();
            throw failure;
        }
    }

    int size() {
        return nodes.size();
    }

    NodeProcess node(int number) {
        return nodes.get(number);
    }

    Stores stores() {
        return stores;
    }

    /** {@code kill -STOP}: its sockets stay open, and nobody is there. */
    void halt(int number) throws Exception {
        signal(number, "-STOP");
    }

    void goOn(int number) throws Exception {
        signal(number, "-CONT");
    }

    private void signal(int number, String signal) throws Exception {
        long pid = nodes.get(number).handle().pid();
        new ProcessBuilder("kill", signal, Long.toString(pid)).start().waitFor();
    }

    /** Puts down what the topic has, as one of the nodes reads it. */
    void readInto(History history, Vertx vertx, int number, String topic) throws Exception {
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
            if (nodes.get(number).handle().isAlive()) {
                goOn(number);
            }
            nodes.get(number).close();
        }
        stores.close();
    }
}
