package dev.playhead.http;

import dev.playhead.cluster.ClusterReports;
import dev.playhead.codec.CodecLimits;
import dev.playhead.codec.FilterCodec;
import dev.playhead.delivery.Delivery;
import dev.playhead.delivery.Token;
import dev.playhead.event.Partition;
import dev.playhead.event.Problem;
import dev.playhead.event.Refusal;
import dev.playhead.group.GroupNames;
import dev.playhead.group.parking.DeadLetters;
import dev.playhead.group.report.GroupDoor;
import dev.playhead.ingest.Ingest;
import dev.playhead.log.LogReader;
import dev.playhead.log.Topic;
import dev.playhead.log.Topics;
import dev.playhead.replay.Replays;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Owns the HTTP edge on one event loop: deploy as many instances as there are event loops for it, they share the port.
 * Appends, the one hot route, are told apart by hand; everything else goes through a router.
 */
public final class HttpEdge extends VerticleBase {
    private static final String TOPICS = "/v1/topics/";
    private static final String EVENTS = "/events";
    private static final String APPEND = "/v1/topics/:topic/events";

    private final Parts parts;
    private @Nullable HttpServer server;
    private @Nullable AppendRoute append;
    private @Nullable Router router;
    private @Nullable RequestDeadlines lingering;

    /**
     * What an instance is made of.
     *
     * @param gate why a request is refused before it is looked at (Host, Origin, token); null where it is not
     * @param principal who asks; empty where nobody has to say
     * @param ends a lower bound of a partition's end, without asking
     * @param webSockets where requests go that want to become WebSockets
     */
    public record Parts(
            HttpSettings settings,
            String host,
            CodecLimits limits,
            int defaultPartitions,
            Ingest ingest,
            Topics topics,
            LogReader reader,
            Delivery delivery,
            ToLongFunction<Partition> ends,
            FilterCodec filters,
            DeadLetters letters,
            GroupDoor groups,
            Replays replays,
            ClusterReports cluster,
            Function<HttpServerRequest, @Nullable Refusal> gate,
            Function<HttpServerRequest, String> principal,
            WebSockets webSockets) {}

    /** The edge that requests leave for when they become WebSockets. */
    public interface WebSockets {
        /** What a server must know of them beforehand. */
        HttpServerOptions options(HttpServerOptions options);

        /** Takes the request, or says why not. */
        void upgrade(HttpServerRequest request, Consumer<Refusal> refuse);
    }

    public HttpEdge(Parts parts) {
        this.parts = parts;
    }

    @Override
    public Future<?> start() {
        append = new AppendRoute(context, parts.settings(), parts.limits(), parts.ingest(), this::tokenAfter);
        router = router();
        lingering = new RequestDeadlines(vertx, parts.settings().lingering());
        HttpServer made = vertx.createHttpServer(options()).requestHandler(this::handle);
        server = made;
        return made.listen(parts.settings().port(), parts.host());
    }

    private HttpServerOptions options() {
        HttpSettings settings = parts.settings();
        HttpServerOptions options = new HttpServerOptions()
                .setMaxHeaderSize(settings.maxHeaders())
                .setMaxInitialLineLength(settings.maxUri())
                .setIdleTimeoutUnit(TimeUnit.MILLISECONDS)
                .setIdleTimeout((int) settings.idleTimeout().toMillis())
                .setTcpNoDelay(true)
                .setTcpKeepAlive(true)
                .setHandle100ContinueAutomatically(true);
        return parts.webSockets().options(options);
    }

    /** The token of the place just after what a stream of appends stored. */
    private String tokenAfter(Topic topic, StoredEnds stored) {
        List<Token.Place> places = topic.all().stream()
                .map(each -> new Token.Place(
                        stored.end(each.index(), parts.ends().applyAsLong(each)), Token.Place.UNKNOWN_EPOCH))
                .toList();
        return Token.of(topic, places).text();
    }

    private void handle(HttpServerRequest request) {
        request.response().endHandler(ended -> linger(request));
        Refusal refusal = parts.gate().apply(request);
        if (refusal != null) {
            Answers.refuse(request, refusal);
            return;
        }
        if (request.headers().contains(HttpHeaders.UPGRADE, HttpHeaders.WEBSOCKET, true)) {
            parts.webSockets().upgrade(request, refused -> Answers.refuse(request, refused));
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

    /**
     * What is left of the body of a request that was refused is read and thrown away for a while, because a client may
     * send everything before it reads; then the connection is closed.
     */
    private void linger(HttpServerRequest request) {
        // Without that header the answer was only faster than the request's end, and the connection goes on
        if (request.isEnded()
                || !request.response().headers().contains(HttpHeaders.CONNECTION, HttpHeaders.CLOSE, true)) {
            return;
        }
        RequestDeadlines deadlines = Objects.requireNonNull(lingering);
        Runnable over = () -> request.connection().close();
        deadlines.start(over);
        request.handler(thrownAway -> {});
        request.exceptionHandler(gone -> deadlines.cancel(over));
        request.endHandler(ended -> {
            deadlines.cancel(over);
            over.run();
        });
        request.resume();
    }

    Router router() {
        RequestDeadlines bodyDeadlines =
                new RequestDeadlines(vertx, parts.settings().bodyTimeout());
        TopicRoutes topics = new TopicRoutes(context, parts.topics(), parts.defaultPartitions(), bodyDeadlines);
        EventRoutes events = new EventRoutes(
                context,
                parts.topics(),
                parts.reader(),
                parts.delivery(),
                parts.settings().maxPage());
        ParkedRoutes parked = new ParkedRoutes(
                context,
                name -> GroupNames.isReserved(name)
                        ? parts.replays().spec(name)
                        : parts.groups().spec(name),
                parts.letters(),
                parts.filters(),
                bodyDeadlines,
                parts.settings().maxPage());
        Router routes = Router.router(vertx);
        routes.post(APPEND)
                .handler(routing -> Objects.requireNonNull(append).handle(routing.request(), topic(routing)));
        routes.get("/v1/topics/:topic/events")
                .handler(routing -> events.page(routing.request(), topic(routing), routing.queryParams()));
        routes.get("/v1/topics/:topic/events/:partition/:offset")
                .handler(routing -> events.one(
                        routing.request(),
                        topic(routing),
                        routing.pathParam("partition"),
                        routing.pathParam("offset")));
        routes.get("/v1/topics").handler(routing -> topics.list(routing.request()));
        routes.get("/v1/topics/:topic").handler(routing -> topics.tell(routing.request(), topic(routing)));
        routes.put("/v1/topics/:topic").handler(routing -> topics.create(routing.request(), topic(routing)));
        groups(routes, new GroupRoutes(context, parts.groups(), bodyDeadlines));
        parked(routes, parked);
        replays(
                routes,
                new ReplayRoutes(
                        context,
                        new ReplayRoutes.Parts(
                                parts.replays(),
                                parts.principal(),
                                parts.settings().maxPage()),
                        bodyDeadlines));
        ClusterRoute cluster = new ClusterRoute(context, parts.cluster());
        routes.get("/v1/cluster").handler(routing -> cluster.tell(routing.request()));
        document(routes, "/openapi.yaml");
        document(routes, "/asyncapi.yaml");
        routes.errorHandler(
                404,
                routing -> Answers.refuse(
                        routing.request(),
                        Problem.NOT_FOUND.because(
                                "There is nothing at " + routing.request().path())));
        routes.errorHandler(405, routing -> {
            routing.response().putHeader("Allow", Allowed.at(routes.getRoutes(), routing.normalizedPath()));
            Answers.refuse(
                    routing.request(),
                    Problem.METHOD_NOT_ALLOWED.because(routing.request().path() + " does not know "
                            + routing.request().method()));
        });
        routes.errorHandler(
                400,
                routing -> Answers.refuse(
                        routing.request(), Problem.INVALID_REQUEST.because("The path or query is not well encoded")));
        routes.errorHandler(
                500,
                routing -> Answers.fail(
                        routing.request(),
                        Objects.requireNonNullElseGet(routing.failure(), IllegalStateException::new)));
        return routes;
    }

    static void groups(Router routes, GroupRoutes groups) {
        routes.get("/v1/groups").handler(routing -> groups.list(routing.request()));
        routes.get("/v1/groups/:group").handler(routing -> groups.tell(routing.request(), group(routing)));
        routes.put("/v1/groups/:group").handler(routing -> groups.put(routing.request(), group(routing)));
        routes.delete("/v1/groups/:group").handler(routing -> groups.remove(routing.request(), group(routing)));
        routes.post("/v1/groups/:group/confirmations")
                .handler(routing -> groups.confirm(routing.request(), group(routing)));
    }

    static void parked(Router routes, ParkedRoutes parked) {
        routes.get("/v1/groups/:group/parked")
                .handler(routing -> parked.list(routing.request(), group(routing), routing.queryParams()));
        routes.get("/v1/groups/:group/parked/:topic/:partition/:offset")
                .handler(routing -> parked.one(
                        routing.request(),
                        group(routing),
                        topic(routing),
                        routing.pathParam("partition"),
                        routing.pathParam("offset")));
        routes.post("/v1/groups/:group/parked/redrive")
                .handler(routing -> parked.redrive(routing.request(), group(routing)));
        routes.post("/v1/groups/:group/parked/discard")
                .handler(routing -> parked.discard(routing.request(), group(routing)));
    }

    static void replays(Router routes, ReplayRoutes replays) {
        routes.post("/v1/replays").handler(routing -> replays.create(routing.request()));
        routes.get("/v1/replays").handler(routing -> replays.list(routing.request(), routing.queryParams()));
        routes.get("/v1/replays/:id").handler(routing -> replays.tell(routing.request(), routing.pathParam("id")));
        routes.patch("/v1/replays/:id").handler(routing -> replays.pace(routing.request(), routing.pathParam("id")));
        routes.delete("/v1/replays/:id").handler(routing -> replays.remove(routing.request(), routing.pathParam("id")));
        routes.post("/v1/replays/:id/pause")
                .handler(routing -> replays.pause(routing.request(), routing.pathParam("id")));
        routes.post("/v1/replays/:id/resume")
                .handler(routing -> replays.resume(routing.request(), routing.pathParam("id")));
        routes.post("/v1/replays/:id/cancel")
                .handler(routing -> replays.cancel(routing.request(), routing.pathParam("id")));
    }

    private static String group(RoutingContext routing) {
        return routing.pathParam("group");
    }

    private static String topic(RoutingContext routing) {
        return routing.pathParam("topic");
    }

    private static void document(Router routes, String path) {
        routes.get(path).handler(routing -> routing.vertx()
                .executeBlocking(() -> resource(path))
                .onSuccess(text -> Answers.send(routing.response(), 200, "application/yaml", text))
                .onFailure(routing::fail));
    }

    private static Buffer resource(String path) throws java.io.IOException {
        try (java.io.InputStream document = HttpEdge.class.getResourceAsStream(path)) {
            return Buffer.buffer(
                    new String(Objects.requireNonNull(document, path).readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    /** The port that this edge listens on. */
    public int port() {
        return Objects.requireNonNull(server).actualPort();
    }

    @Override
    public Future<?> stop() {
        return server == null ? Future.succeededFuture() : server.close();
    }
}
