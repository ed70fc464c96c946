package dev.playhead.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A server of a Vert.x that measures itself. */
final class HttpMetersTest {
    private final Registry registry = new Registry();
    private final Vertx vertx =
            registry.measuring(Vertx.builder(), new VertxOptions()).build();
    private final HttpServer server = vertx.createHttpServer().requestHandler(request -> {
        if (request.path().startsWith("/things/")) {
            request.routed("/things/:id");
        }
        request.response()
                .setStatusCode(request.path().endsWith("none") ? 404 : 200)
                .end("there");
    });

    @BeforeEach
    void listen() throws Exception {
        server.listen(0, "127.0.0.1").await(10, TimeUnit.SECONDS);
    }

    @AfterEach
    void close() throws Exception {
        vertx.close().await(10, TimeUnit.SECONDS);
        registry.close();
    }

    @Test
    void shouldPublishTheRouteAndTheClassWhenRequestsAreAnswered() throws Exception {
        ask(HttpMethod.GET, "/things/1");
        ask(HttpMethod.GET, "/things/2");
        ask(HttpMethod.GET, "/things/none");
        ask(HttpMethod.valueOf("MADEUP"), "/elsewhere");

        String scraped = registry.registry().scrape();
        assertThat(scraped)
                .contains("vertx_http_server_requests_total{code=\"2xx\",method=\"GET\",route=\"/things/:id\"} 2.0")
                .contains("vertx_http_server_requests_total{code=\"4xx\",method=\"GET\",route=\"/things/:id\"} 1.0")
                .contains("vertx_http_server_requests_total{code=\"2xx\",method=\"other\",route=\"\"} 1.0")
                .contains("vertx_http_server_active_requests 0.0");
        assertThat(scraped.lines()
                        .filter(line -> line.contains("_bucket{code=\"4xx\"") && line.contains("/things/:id")))
                .hasSize(12);
    }

    private void ask(HttpMethod method, String path) throws Exception {
        HttpClient client = vertx.createHttpClient();
        client.request(method, server.actualPort(), "127.0.0.1", path)
                .compose(request -> request.send())
                .compose(response -> response.body())
                .await(10, TimeUnit.SECONDS);
    }
}
