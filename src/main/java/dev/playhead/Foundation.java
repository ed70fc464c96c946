package dev.playhead;

import dev.playhead.cluster.ClusterSettings;
import dev.playhead.cluster.Members;
import dev.playhead.config.Settings;
import dev.playhead.edge.EdgeMemory;
import dev.playhead.event.Failures;
import dev.playhead.hazelcast.HazelcastCluster;
import dev.playhead.ingest.Incarnation;
import dev.playhead.logback.Logs;
import dev.playhead.metrics.Meters;
import dev.playhead.metrics.Registry;
import dev.playhead.sandbox.Child;
import dev.playhead.sandbox.Sandbox;
import dev.playhead.tcp.HalfCloseTransport;
import dev.playhead.tracing.Traces;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.eventbus.EventBusOptions;
import io.vertx.core.net.HostAndPort;
import io.vertx.core.transport.Transport;
import java.io.IOException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Owns the foundation of a node: its data directory and the children in it, its membership, and Vert.x. Opened and
 * closed on a thread that may block.
 */
final class Foundation {
    private static final Duration LEAVING = Duration.ofSeconds(10);

    private final Sandbox sandbox;
    private final Incarnation incarnation;
    private final HazelcastCluster cluster;
    private final EdgeMemory memory;
    private final Vertx vertx;
    private final Traces traces;
    private final Registry registry;

    private Foundation(
            Sandbox sandbox,
            Incarnation incarnation,
            HazelcastCluster cluster,
            EdgeMemory memory,
            Vertx vertx,
            Traces traces,
            Registry registry) {
        this.sandbox = sandbox;
        this.incarnation = incarnation;
        this.cluster = cluster;
        this.memory = memory;
        this.vertx = vertx;
        this.traces = traces;
        this.registry = registry;
    }

    /**
     * Starts the embedded children that the settings need, and does not wait for them: the node joins the cluster
     * meanwhile, because each takes as long as both together.
     *
     * @param children takes each change of a child, on the child's thread
     * @throws dev.playhead.sandbox.StartRefusedException if the data directory or a port is taken
     */
    static Foundation open(Settings settings, Registry registry, Meters meters, Consumer<Child.State> children)
            throws IOException, InterruptedException {
        Sandbox sandbox = Sandbox.start(settings.sandbox(), children(settings), meters, children);
        HazelcastCluster cluster = null;
        try {
            FreePorts.require(settings);
            Incarnation incarnation = NodeFile.nextLife(settings.sandbox().dataDirectory());
            Logs.name(incarnation.name());
            cluster = HazelcastCluster.open(settings.cluster(), here(settings, incarnation));
            Traces traces = Traces.of(settings.tracing(), incarnation.name(), Version.current());
            EdgeMemory memory = EdgeMemory.of(settings.edges(), meters);
            Vertx vertx = vertx(settings.cluster(), registry, cluster, memory);
            vertx.exceptionHandler(Failures::log);
            return new Foundation(sandbox, incarnation, cluster, memory, vertx, traces, registry);
        } catch (RuntimeException | IOException failure) {
            if (cluster != null) {
                cluster.close();
            }
            sandbox.close();
            throw failure;
        }
    }

    /**
     * Makes Vert.x. The event bus of a node without a cluster stays in the process: its port would accept messages of
     * any sender.
     */
    private static Vertx vertx(
            ClusterSettings settings, Registry registry, HazelcastCluster cluster, EdgeMemory memory) {
        if (settings.alone()) {
            return registry.measuring(Vertx.builder(), new VertxOptions())
                    .withTransport(new HalfCloseTransport(Transport.NIO, memory))
                    .build();
        }
        EventBusOptions bus = new EventBusOptions().setHost(settings.host()).setPort(settings.busPort());
        settings.busAdvertised()
                .map(address -> HostAndPort.parseAuthority(address, -1))
                .ifPresent(at -> bus.setClusterPublicHost(at.host()).setClusterPublicPort(at.port()));
        return registry.measuring(Vertx.builder(), new VertxOptions().setEventBusOptions(bus))
                .withTransport(new HalfCloseTransport(Transport.NIO, memory))
                .withClusterManager(cluster.manager())
                .buildClustered()
                .await();
    }

    private static Members.Member here(Settings settings, Incarnation incarnation) {
        return new Members.Member(
                incarnation.name(),
                Version.current(),
                System.currentTimeMillis(),
                Map.of(
                        "http",
                                settings.access().httpHost() + ":"
                                        + settings.http().port(),
                        "tcp",
                                settings.access().tcpHost() + ":"
                                        + settings.tcp().port(),
                        "management",
                                settings.access().managementHost() + ":"
                                        + settings.management().port()),
                settings.cluster().advertised().isEmpty());
    }

    private static Set<Child> children(Settings settings) {
        Set<Child> children = EnumSet.noneOf(Child.class);
        if (settings.kafka().bootstrapServers().isEmpty()) {
            children.add(Child.KAFKA);
        }
        if (settings.redis().url().isEmpty()) {
            children.add(Child.REDIS);
        }
        return children;
    }

    Sandbox sandbox() {
        return sandbox;
    }

    Incarnation incarnation() {
        return incarnation;
    }

    HazelcastCluster cluster() {
        return cluster;
    }

    Traces traces() {
        return traces;
    }

    EdgeMemory memory() {
        return memory;
    }

    Vertx vertx() {
        return vertx;
    }

    /** Vert.x while the cluster is still there, for it says there that it goes; then the cluster; the children last. */
    void close() {
        Closing.step("replays", cluster::rest);
        Closing.step("traces", traces::close);
        Closing.await("vertx", vertx::close, LEAVING);
        Closing.step("cluster", cluster::close);
        Closing.step("sandbox", sandbox::close);
        Closing.step("meters", registry::close);
    }
}
