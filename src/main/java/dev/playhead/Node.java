package dev.playhead;

import dev.playhead.codec.FilterCodec;
import dev.playhead.config.Settings;
import dev.playhead.delivery.Delivery;
import dev.playhead.event.Refusal;
import dev.playhead.http.HttpEdge;
import dev.playhead.ingest.Deduplication;
import dev.playhead.ingest.Ingest;
import dev.playhead.metrics.Meter;
import dev.playhead.metrics.Meters;
import dev.playhead.tcp.HalfCloseTransport;
import dev.playhead.tcp.TcpEdge;
import dev.playhead.ws.WsEdge;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.transport.Transport;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One node from its start to its end: the composition root. Started and stopped on a thread that may block; what it
 * puts together runs on event loops and on threads of the stores.
 */
final class Node {
    private static final Logger LOG = LoggerFactory.getLogger(Node.class);

    private final Settings settings;
    private final Vertx vertx;
    private final Stores stores;
    private final Deduplication deduplication;
    private final Ingest ingest;
    private final Delivery delivery;
    private final WsEdge webSockets;
    private final List<TcpEdge> tcpEdges = new ArrayList<>();
    private final List<String> deployments = new ArrayList<>();

    private Node(Settings settings, Vertx vertx, Stores stores, Meters meters) {
        this.settings = settings;
        this.vertx = vertx;
        this.stores = stores;
        this.deduplication = new Deduplication(
                vertx,
                settings.window(),
                stores.incarnation(),
                stores.window(),
                stores.kafka().eventLog(),
                stores.kafka().reader(),
                meters);
        this.ingest = new Ingest(
                vertx,
                settings.ingest(),
                stores.kafka().topics(),
                stores.kafka().eventLog(),
                deduplication,
                meters);
        this.delivery = new Delivery(
                settings.delivery(),
                stores.kafka().topics(),
                stores.kafka().reader(),
                new FilterCodec(settings.filters(), meters.counter(Meter.FILTER_ERRORS)::increment),
                meters);
        this.webSockets = new WsEdge(settings.ws(), vertx, delivery);
    }

    /** Starts everything, children first, edges last; what was started is stopped again where something fails. */
    static Node start(Settings settings) throws IOException, InterruptedException {
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        Meters meters = new Meters(registry);
        Vertx vertx = Vertx.builder()
                .with(new VertxOptions().setEventLoopPoolSize(2 * cores()))
                .withTransport(new HalfCloseTransport(Transport.NIO))
                .build();
        Stores stores;
        try {
            stores = Stores.open(vertx, settings, meters, (what, up, why) -> LOG.info("{} up={} {}", what, up, why));
        } catch (RuntimeException | IOException | InterruptedException failure) {
            vertx.close();
            throw failure;
        }
        Node node = new Node(settings, vertx, stores, meters);
        try {
            node.openEdges();
            return node;
        } catch (RuntimeException failure) {
            node.stop();
            throw failure;
        }
    }

    private static int cores() {
        return Runtime.getRuntime().availableProcessors();
    }

    private void openEdges() {
        delivery.start(vertx);
        AtomicInteger connections = new AtomicInteger();
        for (int instance = 0; instance < cores(); instance++) {
            TcpEdge tcp =
                    new TcpEdge(settings.tcp(), "127.0.0.1", settings.limits(), ingest, token -> null, connections);
            tcpEdges.add(tcp);
            deploy(vertx.deployVerticle(tcp, new DeploymentOptions()));
            deploy(vertx.deployVerticle(
                    new HttpEdge(new HttpEdge.Parts(
                            settings.http(),
                            "127.0.0.1",
                            settings.limits(),
                            settings.topics().partitions(),
                            ingest,
                            stores.kafka().topics(),
                            stores.kafka().reader(),
                            delivery,
                            stores.kafka().eventLog()::endAtLeast,
                            request -> null,
                            new Upgrades())),
                    new DeploymentOptions()));
        }
    }

    /** Lets requests leave one edge for the other, neither of which knows the other. */
    private final class Upgrades implements HttpEdge.WebSockets {
        @Override
        public HttpServerOptions options(HttpServerOptions options) {
            return webSockets.options(options);
        }

        @Override
        public void upgrade(HttpServerRequest request, Consumer<Refusal> refuse) {
            webSockets.upgrade(request, refuse);
        }
    }

    private void deploy(Future<String> deployment) {
        deployments.add(deployment.await());
    }

    /** Refuses what is new, finishes what is under way, closes the edges, then the stores, then the children. */
    void stop() {
        LOG.info("stopping");
        Duration patience = settings.ingest().timeout();
        ingest.refuseNew();
        List<Future<Void>> drained = tcpEdges.stream().map(TcpEdge::drain).toList();
        quietly(Future.all(drained), patience);
        awaitIdle(patience);
        quietly(webSockets.drain(), patience);
        deployments.forEach(id -> quietly(vertx.undeploy(id), patience));
        ingest.close();
        stores.close(patience);
        quietly(vertx.close(), patience);
        LOG.info("stopped");
    }

    private void awaitIdle(Duration patience) {
        long until = System.nanoTime() + patience.toNanos();
        while (!(ingest.idle() && deduplication.idle()) && System.nanoTime() < until) {
            LockSupport.parkNanos(5_000_000);
        }
    }

    private static void quietly(Future<?> step, Duration patience) {
        try {
            step.await(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (Exception e) {
            LOG.warn("a step of stopping failed: {}", e.toString());
        }
    }
}
