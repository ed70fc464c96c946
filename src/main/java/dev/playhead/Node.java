package dev.playhead;

import dev.playhead.access.Access;
import dev.playhead.cluster.ClusterReports;
import dev.playhead.cluster.Peers;
import dev.playhead.cluster.Strangers;
import dev.playhead.config.Settings;
import dev.playhead.delivery.Delivery;
import dev.playhead.filter.FilterCodec;
import dev.playhead.health.Health;
import dev.playhead.ingest.Deduplication;
import dev.playhead.ingest.Ingest;
import dev.playhead.ingest.Pending;
import dev.playhead.kafka.client.ClientConfigs;
import dev.playhead.metrics.Meter;
import dev.playhead.metrics.Meters;
import dev.playhead.metrics.Registry;
import dev.playhead.redis.RedisNeighbours;
import dev.playhead.replay.pacing.NodeBudget;
import dev.playhead.sandbox.Child;
import dev.playhead.ws.WsEdge;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs one node from its start to its end: the composition root. Started and stopped on a thread that may block; its
 * parts run on event loops and on threads of the stores.
 */
final class Node {
    private static final Logger LOG = LoggerFactory.getLogger(Node.class);

    private final Settings settings;
    private final Foundation foundation;
    private final Health health;
    private final Access access;
    private final Stores stores;
    private final Deduplication<Pending> deduplication;
    private final Ingest ingest;
    private final Peers peers;
    private final RedisNeighbours neighbours;
    private final Consumers consumers;
    private final Replaying replaying;
    private final WsEdge webSockets;
    private final Edges edges;

    private Node(Settings settings, Foundation foundation, Health health, Access access, Stores stores, Meters meters) {
        Vertx vertx = foundation.vertx();
        this.settings = settings;
        this.foundation = foundation;
        this.health = health;
        this.access = access;
        this.stores = stores;
        this.deduplication = new Deduplication<>(
                vertx,
                settings.window(),
                stores.incarnation(),
                stores.window(),
                stores.kafka().eventLog(),
                stores.kafka().topics(),
                stores.kafka().reader(),
                meters);
        this.ingest = new Ingest(
                vertx,
                settings.ingest(),
                stores.kafka().topics(),
                stores.kafka().eventLog(),
                deduplication,
                meters,
                foundation.traces());
        ingest.onChange((up, reason) -> health.set(Health.Dependency.APPENDS, up, reason));
        FilterCodec filters = new FilterCodec(settings.filters(), meters.counter(Meter.FILTER_ERRORS)::increment);
        Delivery delivery = new Delivery(
                settings.delivery(),
                stores.kafka().topics(),
                stores.kafka().reader(),
                filters,
                meters,
                foundation.traces());
        delivery.start(vertx);
        this.peers = new Peers(
                vertx.eventBus(), foundation.cluster(), settings.cluster().answer());
        this.neighbours = neighbours(foundation, settings, stores);
        this.consumers = new Consumers(vertx, settings, stores, delivery, filters, peers, meters);
        ClusterReports reports =
                new ClusterReports(settings.cluster(), peers, consumers.streams(), () -> dependencies(health));
        this.replaying = new Replaying(
                vertx,
                settings,
                stores,
                foundation.cluster(),
                (up, reason) -> health.set(Health.Dependency.REPLAYS, up, reason),
                delivery,
                filters,
                consumers,
                peers,
                new LiveStrain(ingest, delivery),
                meters,
                foundation.traces());
        new GoneMeters(meters, stores.kafka().topics(), consumers.door().groups(), replaying.replays())
                .start(vertx, settings.management().meterSweep());
        this.webSockets = new WsEdge(
                settings.ws(), vertx, foundation.memory(), delivery, consumers.streams(), replaying.targets());
        this.edges = new Edges(
                vertx,
                settings,
                foundation.memory(),
                access,
                ingest,
                stores,
                delivery,
                filters,
                consumers,
                replaying,
                reports,
                webSockets);
    }

    /**
     * Starts all parts, children first, edges last; after a failure it stops the started parts.
     *
     * @throws dev.playhead.sandbox.StartRefusedException if the data directory or a port is taken
     * @throws IllegalArgumentException if Kafka's clients cannot use their properties, certificates or keys
     */
    static Node start(Settings settings) throws IOException, InterruptedException {
        LOG.atInfo()
                .addKeyValue("version", Version.current())
                .addKeyValue("data", settings.sandbox().dataDirectory().toString())
                .log("node starting");
        settings.kafka().bootstrapServers().ifPresent(servers -> new ClientConfigs(settings.kafka(), servers)
                .require());
        Reachability.requirePlain(settings.kafka(), settings.management());
        Reachability.warn(settings);
        Registry registry = new Registry();
        Meters meters = new Meters(registry.registry());
        Access access = Access.of(settings.access());
        AtomicReference<@Nullable Stores> opened = new AtomicReference<>();
        Foundation foundation;
        try {
            foundation = Foundation.open(settings, registry, meters, state -> tell(opened.get(), state));
        } catch (RuntimeException | IOException | InterruptedException failure) {
            access.close();
            registry.close();
            throw failure;
        }
        Health health = new Health(InstantSource.system(), Health.Dependency.ALL);
        Node node = null;
        try {
            NodeMeters.show(
                    meters, health, foundation.cluster(), settings.sandbox().dataDirectory());
            Edges.openManagement(foundation.vertx(), settings, health, registry.registry());
            Stores stores = Stores.open(foundation, settings, meters, health);
            opened.set(stores);
            node = new Node(settings, foundation, health, access, stores, meters);
            node.edges.open();
            health.awaitUp(
                    List.of(
                            Health.Dependency.KAFKA,
                            Health.Dependency.REDIS,
                            Health.Dependency.REPLAYS,
                            Health.Dependency.APPENDS),
                    settings.sandbox().startTimeout());
            health.up(Health.Dependency.EDGES);
            return node;
        } catch (RuntimeException | InterruptedException failure) {
            if (node != null) {
                node.stop();
            } else {
                access.close();
                foundation.close();
            }
            throw failure;
        }
    }

    private static void tell(@Nullable Stores stores, Child.State state) {
        if (stores != null) {
            stores.childChanged(state);
        }
    }

    /** Shows this node to other nodes on the same stores, and looks for nodes outside its cluster. */
    private static RedisNeighbours neighbours(Foundation foundation, Settings settings, Stores stores) {
        Duration interval = settings.cluster().neighbours();
        String address = settings.access().httpHost() + ":" + settings.http().port();
        RedisNeighbours made = stores.neighbours(address, interval.multipliedBy(Strangers.LOOKS_COUNTED));
        Strangers strangers = new Strangers(foundation.cluster(), made::look);
        foundation.vertx().setPeriodic(interval.toMillis(), due -> strangers.check());
        return made;
    }

    /**
     * Refuses new work, finishes work in flight, closes the edges and the stores, leaves the cluster; stops the
     * children last.
     */
    void stop() {
        LOG.atInfo().log("node stopping");
        Duration patience = settings.ingest().timeout();
        health.stopping(Health.Dependency.EDGES);
        ingest.refuseNew();
        Closing.await("draining", edges::drain, patience);
        awaitAnswered(patience);
        Closing.await("websockets", webSockets::drain, patience);
        Closing.await("edges", edges::close, patience);
        Closing.await("groups", consumers::close, patience);
        ingest.close();
        access.close();
        Closing.await("peers", peers::leave, patience);
        Closing.await("neighbours", neighbours::leave, patience);
        stores.close(patience);
        foundation.close();
        LOG.atInfo().log("node stopped");
    }

    int httpPort() {
        return edges.httpPort();
    }

    int tcpPort() {
        return edges.tcpPort();
    }

    private static JsonObject dependencies(Health health) {
        JsonObject dependencies = new JsonObject();
        health.dependencies().forEach(each -> dependencies.put(each.name(), each.up()));
        return dependencies;
    }

    private void awaitAnswered(Duration patience) {
        long until = System.nanoTime() + patience.toNanos();
        while (!(ingest.idle() && deduplication.idle()) && System.nanoTime() < until) {
            LockSupport.parkNanos(5_000_000);
        }
    }

    /** Measures the live work that replays yield to: the appends and the subscriptions of this node. Any thread. */
    record LiveStrain(Ingest ingest, Delivery delivery) implements NodeBudget.Strain {
        @Override
        public long appends() {
            return ingest.appends();
        }

        @Override
        public double appendMillis() {
            return ingest.appendMillis();
        }

        @Override
        public boolean isRead() {
            return delivery.subscriptions() > 0;
        }
    }
}
