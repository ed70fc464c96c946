package dev.playhead.http;

import dev.playhead.event.Problem;
import dev.playhead.http.exchange.Answers;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/**
 * Binds the paths of the HTTP edge to their handlers, and answers unknown paths and failures. Stateless; the handlers
 * run on the event loop of the request.
 */
final class Routes {
    private Routes() {}

    /** Makes a router without paths that answers every failure of its later handlers. */
    static Router open(Vertx vertx) {
        Router routes = Router.router(vertx);
        routes.errorHandler(
                404,
                routing -> Answers.refuse(
                        routing.request(),
                        Problem.NOT_FOUND.because(
                                "The path " + routing.request().path() + " does not exist")));
        routes.errorHandler(405, routing -> {
            routing.response().putHeader("Allow", Allowed.at(routes.getRoutes(), routing.normalizedPath()));
            if (HttpMethod.OPTIONS.equals(routing.request().method())) {
                Answers.noContent(routing.request());
                return;
            }
            Answers.refuse(
                    routing.request(),
                    Problem.METHOD_NOT_ALLOWED.because(routing.request().path() + " does not support "
                            + routing.request().method()));
        });
        routes.errorHandler(
                400,
                routing -> Answers.refuse(
                        routing.request(),
                        Problem.INVALID_REQUEST.because("The path, the query or the Host is malformed")));
        routes.errorHandler(
                500,
                routing -> Answers.fail(
                        routing.request(),
                        Objects.requireNonNullElseGet(routing.failure(), IllegalStateException::new)));
        return routes;
    }

    /** Makes a route of GET and of HEAD; HEAD gets the answer of GET without its body. */
    static Route read(Router routes, String path) {
        return routes.get(path).method(HttpMethod.HEAD);
    }

    static void topics(Router routes, TopicRoutes topics, EventRoutes events) {
        read(routes, "/v1/topics/:topic/events")
                .handler(routing -> events.page(routing.request(), topic(routing), routing.queryParams()));
        read(routes, "/v1/topics/:topic/events/:partition/:offset")
                .handler(routing -> events.one(
                        routing.request(),
                        topic(routing),
                        routing.pathParam("partition"),
                        routing.pathParam("offset")));
        read(routes, "/v1/topics").handler(routing -> topics.list(routing.request()));
        read(routes, "/v1/topics/:topic").handler(routing -> topics.tell(routing.request(), topic(routing)));
        routes.put("/v1/topics/:topic").handler(routing -> topics.create(routing.request(), topic(routing)));
        routes.patch("/v1/topics/:topic").handler(routing -> topics.change(routing.request(), topic(routing)));
        routes.delete("/v1/topics/:topic")
                .handler(routing -> topics.remove(routing.request(), topic(routing), routing.queryParams()));
    }

    static void groups(Router routes, GroupRoutes groups) {
        read(routes, "/v1/groups").handler(routing -> groups.list(routing.request()));
        read(routes, "/v1/groups/:group").handler(routing -> groups.tell(routing.request(), group(routing)));
        routes.put("/v1/groups/:group").handler(routing -> groups.put(routing.request(), group(routing)));
        routes.patch("/v1/groups/:group").handler(routing -> groups.patch(routing.request(), group(routing)));
        routes.delete("/v1/groups/:group").handler(routing -> groups.remove(routing.request(), group(routing)));
        routes.post("/v1/groups/:group/cursor").handler(routing -> groups.move(routing.request(), group(routing)));
        routes.post("/v1/groups/:group/confirmations")
                .handler(routing -> groups.confirm(routing.request(), group(routing)));
    }

    static void parked(Router routes, ParkedRoutes parked) {
        read(routes, "/v1/groups/:group/parked")
                .handler(routing -> parked.list(routing.request(), group(routing), routing.queryParams()));
        read(routes, "/v1/groups/:group/parked/:topic/:partition/:offset")
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
        read(routes, "/v1/replays").handler(routing -> replays.list(routing.request(), routing.queryParams()));
        read(routes, "/v1/replays/:id").handler(routing -> replays.tell(routing.request(), routing.pathParam("id")));
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

    static String topic(RoutingContext routing) {
        return routing.pathParam("topic");
    }

    static void document(Router routes, String path) {
        read(routes, path).handler(routing -> routing.vertx()
                .executeBlocking(() -> resource(path))
                .onSuccess(text -> Answers.send(routing.response(), 200, "application/yaml", text))
                .onFailure(routing::fail));
    }

    private static Buffer resource(String path) throws IOException {
        try (InputStream document = Routes.class.getResourceAsStream(path)) {
            return Buffer.buffer(
                    new String(Objects.requireNonNull(document, path).readAllBytes(), StandardCharsets.UTF_8));
        }
    }
}
