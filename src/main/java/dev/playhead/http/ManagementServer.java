package dev.playhead.http;

import dev.playhead.event.Problem;
import dev.playhead.health.Health;
import dev.playhead.http.exchange.Answers;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Owns the management port: liveness, readiness and meters; one event loop.
 *
 * <p>A worker writes the metrics, because with many topics this takes too long for an event loop.
 */
public final class ManagementServer extends VerticleBase {
    private static final String LIVE = "/health/live";
    private static final String READY = "/health/ready";
    private static final String METRICS = "/metrics";
    private static final List<String> PATHS = List.of(LIVE, READY, METRICS);
    private static final String TEXT = "text/plain; version=0.0.4; charset=utf-8";
    private static final String JSON = "application/json";

    private final ManagementSettings settings;
    private final String host;
    private final Health health;
    private final PrometheusMeterRegistry registry;
    private @Nullable HttpServer server;

    public ManagementServer(ManagementSettings settings, String host, Health health, PrometheusMeterRegistry registry) {
        this.settings = settings;
        this.host = host;
        this.health = health;
        this.registry = registry;
    }

    @Override
    public Future<?> start() {
        HttpServer made = vertx.createHttpServer()
                .invalidRequestHandler(InvalidRequests::answer)
                .requestHandler(request -> Answers.guarded(request, () -> handle(request)));
        server = made;
        return made.listen(settings.port(), host);
    }

    @Override
    public Future<?> stop() {
        return server == null ? Future.succeededFuture() : server.close();
    }

    /** The port that it listens on. */
    public int port() {
        return Objects.requireNonNull(server).actualPort();
    }

    private void handle(HttpServerRequest request) {
        String path = String.valueOf(request.path());
        if (!PATHS.contains(path)) {
            Answers.refuse(
                    request,
                    Problem.NOT_FOUND.because(
                            "The path " + path + " does not exist; the paths are " + String.join(", ", PATHS)));
            return;
        }
        if (!HttpMethod.GET.equals(request.method()) && !HttpMethod.HEAD.equals(request.method())) {
            refuseMethod(request);
            return;
        }
        request.routed(path);
        switch (path) {
            case LIVE ->
                send(
                        request.response(),
                        200,
                        JSON,
                        new JsonObject().put("live", true).encode());
            case READY -> tellReadiness(request.response());
            default -> tellMetrics(request);
        }
    }

    private static void refuseMethod(HttpServerRequest request) {
        request.response().putHeader("allow", "GET, HEAD, OPTIONS");
        if (HttpMethod.OPTIONS.equals(request.method())) {
            Answers.noContent(request);
        } else {
            Answers.refuse(
                    request,
                    Problem.METHOD_NOT_ALLOWED.because(request.path() + " does not support " + request.method()));
        }
    }

    /** {@code {"ready":false,"dependencies":{"kafka":{"up":false,"reason":"…","since":"…"}}}}, with 200 or 503. */
    private void tellReadiness(HttpServerResponse response) {
        JsonObject dependencies = new JsonObject();
        boolean ready = true;
        for (Health.Dependency dependency : health.dependencies()) {
            ready &= dependency.up();
            dependencies.put(
                    dependency.name(),
                    new JsonObject()
                            .put("up", dependency.up())
                            .put("reason", dependency.reason())
                            .put("since", dependency.since().toString()));
        }
        JsonObject answer = new JsonObject().put("ready", ready).put("dependencies", dependencies);
        send(response, ready ? 200 : 503, JSON, answer.encode());
    }

    private void tellMetrics(HttpServerRequest request) {
        vertx.executeBlocking(() -> registry.scrape(TEXT))
                .onSuccess(text -> send(request.response(), 200, TEXT, text))
                .onFailure(failure -> Answers.fail(request, failure));
    }

    private static void send(HttpServerResponse response, int status, String contentType, String text) {
        Buffer body = Buffer.buffer(text);
        response.setStatusCode(status)
                .putHeader("content-type", contentType)
                .putHeader("cache-control", "no-store")
                .putHeader("content-length", String.valueOf(body.length()))
                .end(body);
    }
}
