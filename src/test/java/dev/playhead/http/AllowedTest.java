package dev.playhead.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class AllowedTest {
    @Test
    void shouldNameTheMethodsOfThePathAlone() throws Exception {
        Vertx vertx = Vertx.vertx();
        try {
            Router router = Router.router(vertx);
            router.route(HttpMethod.GET, "/v1/groups").handler(routing -> {});
            router.route(HttpMethod.PUT, "/v1/groups/:group").handler(routing -> {});
            router.route(HttpMethod.GET, "/v1/groups/:group").handler(routing -> {});
            router.route(HttpMethod.POST, "/v1/groups/:group/confirmations").handler(routing -> {});
            router.route().handler(routing -> {});
            List<Route> routes = router.getRoutes();

            assertThat(Allowed.at(routes, "/v1/groups")).isEqualTo("GET, OPTIONS");
            assertThat(Allowed.at(routes, "/v1/groups/billing")).isEqualTo("GET, OPTIONS, PUT");
            assertThat(Allowed.at(routes, "/v1/groups/billing/confirmations")).isEqualTo("OPTIONS, POST");
            assertThat(Allowed.at(routes, "/nowhere")).isEmpty();
        } finally {
            vertx.close().await(10, TimeUnit.SECONDS);
        }
    }
}
