package dev.playhead.http;

import dev.playhead.codec.CodecLimits;
import dev.playhead.event.Problem;
import dev.playhead.event.Refusal;
import dev.playhead.ingest.Ingest;
import dev.playhead.log.LogReader;
import dev.playhead.log.Topics;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Owns the HTTP edge on one event loop: deploy as many instances as there are event loops for it, they share the port.
 * Appends, the one hot route, are told apart by hand; everything else goes through a router.
 */
public final class HttpEdge extends VerticleBase {
    private static final String TOPICS = "/v1/topics/";
    private static final String EVENTS = "/events";

    private final Parts parts;
    private @Nullable HttpServer server;
    private @Nullable AppendRoute append;
    private @Nullable Router router;

    /**
     * What an instance is made of.
     *
     * @param gate why a request is refused before it is looked at (Host, Origin, token); null where it is not
     * @param webSockets attaches the WebSocket edge to the server of this event loop
     */
    public record Parts(
            HttpSettings settings,
            String host,
            CodecLimits limits,
            int defaultPartitions,
            Ingest ingest,
            Topics topics,
            LogReader reader,
            Function<HttpServerRequest, @Nullable Refusal> gate,
            Consumer<HttpServer> webSockets) {}

    public HttpEdge(Parts parts) {
        this.parts = parts;
    }

    @Override
    public Future<?> start() {
        append = new AppendRoute(context, parts.settings(), parts.limits(), parts.ingest(), (topic, ends) -> null);
        router = router();
        HttpServer made = vertx.createHttpServer(options()).requestHandler(this::handle);
        parts.webSockets().accept(made);
        server = made;
        return made.listen(parts.settings().port(), parts.host());
    }

    private HttpServerOptions options() {
        HttpSettings settings = parts.settings();
        return new HttpServerOptions()
                .setMaxHeaderSize(settings.maxHeaders())
                .setMaxInitialLineLength(settings.maxUri())
                .setIdleTimeoutUnit(TimeUnit.MILLISECONDS)
                .setIdleTimeout((int) settings.idleTimeout().toMillis())
                .setTcpNoDelay(true)
                .setTcpKeepAlive(true)
                .setHandle100ContinueAutomatically(true)
                .setPerMessageWebSocketCompressionSupported(false)
                .setPerFrameWebSocketCompressionSupported(false);
    }

    private void handle(HttpServerRequest request) {
        Refusal refusal = parts.gate().apply(request);
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
                Objects.requireNonNull(append).handle(request, name);
                return;
            }
        }
        Objects.requireNonNull(router).handle(request);
    }

    private Router router() {
        Deadlines bodyDeadlines = new Deadlines(vertx, parts.settings().bodyTimeout());
        TopicRoutes topics = new TopicRoutes(context, parts.topics(), parts.defaultPartitions(), bodyDeadlines);
        EventRoutes events = new EventRoutes(context, parts.topics(), parts.reader());
        Router routes = Router.router(vertx);
        routes.post("/v1/topics/:topic/events")
                .handler(routing -> Objects.requireNonNull(append).handle(routing.request(), topic(routing)));
        routes.get("/v1/topics/:topic/events/:partition/:offset")
                .handler(routing -> events.one(
                        routing.request(),
                        topic(routing),
                        routing.pathParam("partition"),
                        routing.pathParam("offset")));
        routes.get("/v1/topics").handler(routing -> topics.list(routing.request()));
        routes.get("/v1/topics/:topic").handler(routing -> topics.tell(routing.request(), topic(routing)));
        routes.put("/v1/topics/:topic").handler(routing -> topics.create(routing.request(), topic(routing)));
        document(routes, "/openapi.yaml");
        document(routes, "/asyncapi.yaml");
        routes.errorHandler(
                404,
                routing -> Answers.refuse(
                        routing.request(),
                        Problem.NOT_FOUND.because(
                                "There is nothing at " + routing.request().path())));
        routes.errorHandler(
                405,
                routing -> Answers.refuse(
                        routing.request(),
                        Problem.METHOD_NOT_ALLOWED.because(routing.request().path() + " does not know "
                                + routing.request().method())));
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
