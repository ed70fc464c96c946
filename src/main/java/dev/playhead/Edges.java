package dev.playhead;

import dev.playhead.access.Access;
import dev.playhead.cluster.ClusterReports;
import dev.playhead.config.Settings;
import dev.playhead.delivery.Delivery;
import dev.playhead.edge.EdgeMemory;
import dev.playhead.event.Refusal;
import dev.playhead.filter.FilterCodec;
import dev.playhead.health.Health;
import dev.playhead.http.HttpEdge;
import dev.playhead.http.ManagementServer;
import dev.playhead.ingest.Ingest;
import dev.playhead.tcp.TcpEdge;
import dev.playhead.ws.WsEdge;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Deployable;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.HostAndPort;
import io.vertx.core.net.SocketAddress;
import java.net.BindException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Owns the verticles of the edges: an instance of each for every core. Opened and closed on a thread that may block. */
final class Edges {
    private final Vertx vertx;
    private final Settings settings;
    private final EdgeMemory memory;
    private final Access access;
    private final Ingest ingest;
    private final Stores stores;
    private final Delivery delivery;
    private final FilterCodec filters;
    private final Consumers consumers;
    private final Replaying replaying;
    private final ClusterReports reports;
    private final WsEdge webSockets;
    private final List<TcpEdge> tcp = new ArrayList<>();
    private final List<HttpEdge> http = new ArrayList<>();
    private final List<String> deployments = new ArrayList<>();

    Edges(
            Vertx vertx,
            Settings settings,
            EdgeMemory memory,
            Access access,
            Ingest ingest,
            Stores stores,
            Delivery delivery,
            FilterCodec filters,
            Consumers consumers,
            Replaying replaying,
            ClusterReports reports,
            WsEdge webSockets) {
        this.vertx = vertx;
        this.settings = settings;
        this.memory = memory;
        this.access = access;
        this.ingest = ingest;
        this.stores = stores;
        this.delivery = delivery;
        this.filters = filters;
        this.consumers = consumers;
        this.replaying = replaying;
        this.reports = reports;
        this.webSockets = webSockets;
    }

    /** Opens health and metrics before all other parts. */
    static void openManagement(Vertx vertx, Settings settings, Health health, PrometheusMeterRegistry registry) {
        String host = settings.access().managementHost();
        ManagementServer server = new ManagementServer(settings.management(), host, health, registry);
        deploy(vertx, server, "management.port", settings.management().port());
    }

    /** Opens as many instances as there are event loops, which share each port. */
    void open() {
        AtomicInteger connections = new AtomicInteger();
        SocketAddress tcpAddress =
                address("tcp.port", settings.access().tcpHost(), settings.tcp().port());
        SocketAddress httpAddress = address(
                "http.port", settings.access().httpHost(), settings.http().port());
        for (int instance = 0; instance < Runtime.getRuntime().availableProcessors(); instance++) {
            TcpEdge lines = new TcpEdge(
                    settings.tcp(), tcpAddress, settings.limits(), memory, ingest, access::checkToken, connections);
            tcp.add(lines);
            deployments.add(deploy(vertx, lines, "tcp.port", tcpAddress.port()));
            HttpEdge requests = httpEdge(httpAddress);
            http.add(requests);
            deployments.add(deploy(vertx, requests, "http.port", httpAddress.port()));
        }
    }

    /** Chooses a port for all instances when the settings leave it open: Vert.x would choose one for each. */
    private static SocketAddress address(String key, String host, int port) {
        return SocketAddress.inetSocketAddress(port == 0 ? FreePorts.choose(key, host) : port, host);
    }

    private HttpEdge httpEdge(SocketAddress address) {
        return new HttpEdge(
                new HttpEdge.Entrance(
                        settings.http(),
                        address,
                        memory,
                        this::gate,
                        request -> access.principal(request.getHeader(HttpHeaders.AUTHORIZATION)),
                        new Upgrades()),
                new HttpEdge.Log(
                        settings.limits(),
                        settings.topics().partitions(),
                        ingest,
                        stores.kafka().topics(),
                        stores.kafka().reader(),
                        partition ->
                                stores.kafka().eventLog().endAtLeast(partition).offset(),
                        delivery),
                new HttpEdge.Controls(filters, consumers.letters(), consumers.door(), replaying.replays(), reports));
    }

    private @Nullable Refusal gate(HttpServerRequest request) {
        return access.check(
                host(request), request.getHeader(HttpHeaders.ORIGIN), request.getHeader(HttpHeaders.AUTHORIZATION));
    }

    /**
     * Returns the host of a request. HTTP/2, to which Java's own client upgrades if possible, has the authority in
     * place of this header.
     */
    private static @Nullable String host(HttpServerRequest request) {
        String host = request.getHeader(HttpHeaders.HOST);
        HostAndPort authority = host == null ? request.authority() : null;
        return authority == null ? host : authority.toString();
    }

    private static String deploy(Vertx vertx, Deployable verticle, String key, int port) {
        try {
            return vertx.deployVerticle(verticle).await();
        } catch (Exception failure) {
            // Not only RuntimeException: the failure of a Future is thrown unchanged, declared or not
            Throwable cause = failure;
            while (cause != null && !(cause instanceof BindException)) {
                cause = cause.getCause();
            }
            throw cause == null ? new IllegalStateException(failure) : FreePorts.refusal(key, port, cause);
        }
    }

    /** The bound port of HTTP. */
    int httpPort() {
        return http.get(0).port();
    }

    /** The bound port of the lines. */
    int tcpPort() {
        return tcp.get(0).port();
    }

    /** Stops the reading of appends, and answers the read ones. */
    Future<?> drain() {
        return Future.join(
                Stream.concat(tcp.stream().map(TcpEdge::drain), http.stream().map(HttpEdge::drain))
                        .toList());
    }

    Future<?> close() {
        return Future.join(deployments.stream().map(vertx::undeploy).toList());
    }

    /** Passes requests from one edge to the other; neither edge knows the other. */
    private final class Upgrades implements HttpEdge.WebSockets {
        @Override
        public HttpServerOptions options(HttpServerOptions options) {
            return webSockets.options(options);
        }

        @Override
        public @Nullable Refusal missing(HttpServerRequest request) {
            return webSockets.missing(request);
        }

        @Override
        public void upgrade(HttpServerRequest request, Consumer<Refusal> refuse) {
            webSockets.upgrade(request, refuse);
        }
    }
}
