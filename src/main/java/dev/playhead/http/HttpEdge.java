package dev.playhead.http;

import dev.playhead.cluster.ClusterReports;
import dev.playhead.codec.CodecLimits;
import dev.playhead.codec.PercentEncoding;
import dev.playhead.delivery.Delivery;
import dev.playhead.delivery.request.Token;
import dev.playhead.edge.EdgeMemory;
import dev.playhead.event.Partition;
import dev.playhead.event.Problem;
import dev.playhead.event.Refusal;
import dev.playhead.filter.FilterCodec;
import dev.playhead.group.GroupNames;
import dev.playhead.group.parking.DeadLetters;
import dev.playhead.group.report.GroupDoor;
import dev.playhead.http.exchange.Answers;
import dev.playhead.http.exchange.Bodies;
import dev.playhead.http.exchange.OpenRequests;
import dev.playhead.http.exchange.RequestDeadlines;
import dev.playhead.ingest.Ingest;
import dev.playhead.log.LogReader;
import dev.playhead.log.Topic;
import dev.playhead.log.Topics;
import dev.playhead.replay.Replays;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import io.vertx.ext.web.Router;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Owns the HTTP edge on one event loop: deploy one instance for each event loop; they share the port. It recognises
 * appends, the only hot route, without the router; all other requests go through a router.
 */
public final class HttpEdge extends VerticleBase {
    private static final String TOPICS = "/v1/topics/";
    private static final String EVENTS = "/events";
    private static final String APPEND = "/v1/topics/:topic/events";

    private final Entrance entrance;
    private final Log log;
    private final Controls controls;
    private @Nullable HttpServer server;
    private @Nullable AppendRoute append;
    private @Nullable Router router;
    private @Nullable OpenRequests open;

    /**
     * The way in for clients.
     *
     * @param address the bind address of all instances
     * @param memory the budget for the clients of all edges
     * @param gate refuses a request by its Host, Origin or token; null admits it
     * @param principal names the client of a request; empty without a token
     * @param webSockets takes the requests that become WebSockets
     */
    public record Entrance(
            HttpSettings settings,
            SocketAddress address,
            EdgeMemory memory,
            Function<HttpServerRequest, @Nullable Refusal> gate,
            Function<HttpServerRequest, String> principal,
            WebSockets webSockets) {}

    /**
     * Bundles the topics, their events, and the objects to append and to read them.
     *
     * @param defaultPartitions the partitions of a topic when the request has no number
     * @param ends a lower bound of a partition's end, known without a question to Kafka
     */
    public record Log(
            CodecLimits limits,
            int defaultPartitions,
            Ingest ingest,
            Topics topics,
            LogReader reader,
            ToLongFunction<Partition> ends,
            Delivery delivery) {}

    /** The services that operators steer by HTTP. */
    public record Controls(
            FilterCodec filters, DeadLetters letters, GroupDoor groups, Replays replays, ClusterReports cluster) {}

    /** The edge that requests leave for when they become WebSockets. */
    public interface WebSockets {
        /** Prepares the options of a server for WebSockets. */
        HttpServerOptions options(HttpServerOptions options);

        /** Returns the reason to refuse a request without an upgrade at the path of a stream; null for other paths. */
        @Nullable
        Refusal missing(HttpServerRequest request);

        /** Takes the request, or says why not. */
        void upgrade(HttpServerRequest request, Consumer<Refusal> refuse);
    }

    public HttpEdge(Entrance entrance, Log log, Controls controls) {
        this.entrance = entrance;
        this.log = log;
        this.controls = controls;
    }

    @Override
    public Future<?> start() {
        router = router();
        HttpServer made = vertx.createHttpServer(options())
                .invalidRequestHandler(InvalidRequests::answer)
                .requestHandler(request -> Answers.guarded(request, () -> handle(request)));
        server = made;
        return made.listen(entrance.address()).onSuccess(this::bound);
    }

    private void bound(HttpServer open) {
        int most = entrance.settings().maxConnections();
        entrance.memory()
                .connections()
                .bound(
                        open.actualPort(),
                        most,
                        entrance.settings().maxRefused(),
                        InvalidRequests.tooMany(most),
                        entrance.settings().lingering());
    }

    private HttpServerOptions options() {
        HttpSettings settings = entrance.settings();
        HttpServerOptions options = new HttpServerOptions()
                .setMaxHeaderSize(settings.maxHeaders())
                .setMaxInitialLineLength(settings.maxUri())
                .setIdleTimeoutUnit(TimeUnit.MILLISECONDS)
                .setIdleTimeout((int) settings.idleTimeout().toMillis())
                .setTcpNoDelay(true)
                .setTcpKeepAlive(true)
                .setHandle100ContinueAutomatically(true);
        return entrance.webSockets().options(options);
    }

    /** Returns the token of the position after the stored events of a stream. */
    private String tokenAfter(Topic topic, StoredEnds stored) {
        List<Token.Place> places = topic.all().stream()
                .map(each -> new Token.Place(
                        stored.end(each.index(), log.ends().applyAsLong(each)), Token.Place.UNKNOWN_EPOCH))
                .toList();
        return Token.of(topic, places).text();
    }

    private void handle(HttpServerRequest request) {
        if (request.response().writeQueueFull()) {
            // A client with pipelined requests that reads no answers gets no further answers
            request.pause();
            request.response().drainHandler(read -> {
                request.response().drainHandler(null);
                request.resume();
                Answers.guarded(request, () -> handle(request));
            });
            return;
        }
        Refusal refusal = refusal(request);
        if (refusal == null && request.headers().contains(HttpHeaders.UPGRADE, HttpHeaders.WEBSOCKET, true)) {
            entrance.webSockets().upgrade(request, refused -> {
                Objects.requireNonNull(open).began(request);
                Answers.refuse(request, refused);
            });
            return;
        }
        Objects.requireNonNull(open).began(request);
        if (refusal == null) {
            refusal = entrance.webSockets().missing(request);
        }
        if (refusal != null) {
            Answers.refuse(request, refusal);
            return;
        }
        String path = request.path();
        if (path != null
                && path.startsWith(TOPICS)
                && path.endsWith(EVENTS)
                && HttpMethod.POST.equals(request.method())) {
            String name = path.substring(TOPICS.length(), path.length() - EVENTS.length());
            if (name.indexOf('/') < 0 && name.indexOf('%') < 0) {
                request.routed(APPEND);
                Objects.requireNonNull(append).handle(request, name);
                return;
            }
        }
        Objects.requireNonNull(router).handle(request);
    }

    /** Returns the reason to refuse the request before its content matters, or null. */
    private @Nullable Refusal refusal(HttpServerRequest request) {
        Refusal refusal = entrance.gate().apply(request);
        if (refusal != null) {
            return refusal;
        }
        String uri = request.uri();
        int fault = PercentEncoding.faultAt(uri);
        if (fault >= 0) {
            String detail = "The percent sign at character " + (fault + 1) + " of " + uri
                    + " begins no character; write % itself as %25";
            return Problem.INVALID_REQUEST.because(detail);
        }
        boolean reads = HttpMethod.GET.equals(request.method()) || HttpMethod.HEAD.equals(request.method());
        return reads && entrance.memory().unread().full()
                ? Problem.BUSY.because(
                        "The clients of this node have not read its answers (edges.maxUnread); retry " + "later")
                : null;
    }

    Router router() {
        OpenRequests requests =
                new OpenRequests(new RequestDeadlines(vertx, entrance.settings().lingering()));
        Bodies bodies = new Bodies(
                context, new RequestDeadlines(vertx, entrance.settings().bodyTimeout()), requests, entrance.memory());
        open = requests;
        append = new AppendRoute(context, entrance.settings(), log.limits(), log.ingest(), bodies, this::tokenAfter);
        TopicRoutes topics = new TopicRoutes(
                context,
                log.topics(),
                new TopicRemoval(log.topics(), controls.groups().removal(), controls.replays()),
                log.defaultPartitions(),
                bodies);
        EventRoutes events = new EventRoutes(
                context,
                log.topics(),
                log.reader(),
                log.delivery(),
                entrance.memory().unread(),
                entrance.settings().maxPage());
        ParkedRoutes parked = new ParkedRoutes(
                context,
                name -> GroupNames.isReserved(name)
                        ? controls.replays().spec(name)
                        : controls.groups().spec(name),
                controls.letters(),
                controls.filters(),
                bodies,
                entrance.settings().maxPage());
        Router routes = Routes.open(vertx);
        routes.post(APPEND)
                .handler(routing -> Objects.requireNonNull(append).handle(routing.request(), Routes.topic(routing)));
        Routes.topics(routes, topics, events);
        Routes.groups(routes, new GroupRoutes(context, controls.groups(), bodies));
        Routes.parked(routes, parked);
        Routes.replays(
                routes,
                new ReplayRoutes(
                        context,
                        new ReplayRoutes.Parts(
                                controls.replays(),
                                entrance.principal(),
                                entrance.settings().maxPage()),
                        bodies));
        ClusterRoute cluster = new ClusterRoute(context, controls.cluster());
        Routes.read(routes, "/v1/cluster").handler(routing -> cluster.tell(routing.request()));
        Routes.document(routes, "/openapi.yaml");
        Routes.document(routes, "/asyncapi.yaml");
        return routes;
    }

    /** The port that this edge listens on. */
    public int port() {
        return Objects.requireNonNull(server).actualPort();
    }

    /** Cuts the bodies that are still coming, answers everything that was read; any thread. */
    public Future<Void> drain() {
        Promise<Void> done = Promise.promise();
        context.runOnContext(now -> Objects.requireNonNull(open).drain().onComplete(done));
        return done.future();
    }

    @Override
    public Future<?> stop() {
        return server == null ? Future.succeededFuture() : server.close();
    }
}
