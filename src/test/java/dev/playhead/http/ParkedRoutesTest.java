package dev.playhead.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.config.Settings;
import dev.playhead.contract.Contract;
import dev.playhead.event.Identity;
import dev.playhead.event.Position;
import dev.playhead.event.Problem;
import dev.playhead.filter.FilterCodec;
import dev.playhead.filter.FilterLimits;
import dev.playhead.group.GroupSettings;
import dev.playhead.group.GroupSpec;
import dev.playhead.group.Serving;
import dev.playhead.group.parking.DeadLetterStore;
import dev.playhead.group.parking.DeadLetters;
import dev.playhead.group.parking.Parked;
import dev.playhead.log.Topic;
import dev.playhead.metrics.Meters;
import dev.playhead.testing.Defaults;
import dev.playhead.testing.MemoryJournal;
import dev.playhead.testing.MemoryLink;
import dev.playhead.testing.MemoryLog;
import dev.playhead.testing.MemoryRedrives;
import dev.playhead.testing.MemoryStore;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ParkedRoutesTest {
    private static final String BASE = "/v1/groups/billing/parked";

    private final HttpClient client = HttpClient.newHttpClient();
    private static final Contract CONTRACT = new Contract();
    private final Vertx vertx = Vertx.vertx();
    private final MemoryLog log = new MemoryLog();
    private final Meters meters = new Meters(new SimpleMeterRegistry());
    private final DeadLetterStore parking = new DeadLetterStore(new MemoryJournal(), 100, 1000, meters);
    private int port;

    @BeforeEach
    void listen() throws Exception {
        Topic topic = log.topic("orders", 1);
        for (long offset : List.of(3, 5, 9)) {
            String event = "{\"specversion\":\"1.0\",\"source\":\"/shop\",\"id\":\"" + offset
                    + "\",\"type\":\"order.paid\",\"data\":1.50}";
            parking.park(new Parked(
                    "billing",
                    new Parked.Original(
                            topic.id(), new Position("orders", 0, offset), 1000, true, 1, new Identity(1, 2), event),
                    new Parked.Failure("it \"said\" no", 6, 2000, 3000)));
        }
        MemoryStore store = new MemoryStore();
        DeadLetters letters = new DeadLetters(
                parking, new MemoryRedrives(store, new MemoryLink(store)), log, Serving.NOTHING, meters);
        Context context = vertx.getOrCreateContext();
        FilterLimits limits = Settings.load(List.of(), Map.of()).filters();
        ParkedRoutes routes = new ParkedRoutes(
                context,
                ParkedRoutesTest::spec,
                letters,
                new FilterCodec(limits, () -> {}),
                TestBodies.of(vertx),
                1000);
        Router router = Routes.open(vertx);
        Routes.parked(router, routes);
        HttpServer server = vertx.createHttpServer().requestHandler(router);
        port = server.listen(0, "localhost").await(10, TimeUnit.SECONDS).actualPort();
    }

    @AfterEach
    void close() throws Exception {
        vertx.close().await(10, TimeUnit.SECONDS);
    }

    @Test
    void shouldGoFromPageToPageWhenListed() throws Exception {
        JsonObject first = valid("ParkedPage", get(BASE + "?limit=2"));
        JsonObject second = valid("ParkedPage", get(BASE + "?limit=2&after=" + first.getString("token")));

        assertThat(first.getInteger("total")).isEqualTo(3);
        assertThat(first.getBoolean("end")).isFalse();
        assertThat(first.getJsonArray("parked").getJsonObject(1).getString("id"))
                .isEqualTo("5");
        assertThat(second.getJsonArray("parked").getJsonObject(0).getLong("offset"))
                .isEqualTo(9);
        assertThat(second.getBoolean("end")).isTrue();
        assertThat(get(BASE + "?type=order.*&source=/elsewhere").body()).contains("\"parked\":[],\"end\":true");
    }

    @Test
    void shouldGiveTheEventAsItWasWhenOneIsLookedAt() throws Exception {
        HttpResponse<String> answer = get(BASE + "/orders/0/5");

        JsonObject letter = valid("Letter", answer);
        assertThat(letter.getString("reason")).isEqualTo("it \"said\" no");
        assertThat(letter.getInteger("attempts")).isEqualTo(6);
        assertThat(letter.getString("first")).isEqualTo("1970-01-01T00:00:02.000Z");
        assertThat(answer.body()).contains("\"data\":1.50}");
    }

    @Test
    void shouldShowBothWhenAnotherIsParkedAtTheOffset() throws Exception {
        String event = "{\"specversion\":\"1.0\",\"source\":\"/shop\",\"id\":\"new\",\"type\":\"order.paid\"}";
        parking.park(new Parked(
                "billing",
                new Parked.Original(
                        log.cached("orders").id(),
                        new Position("orders", 0, 5),
                        2000,
                        true,
                        1,
                        new Identity(3, 4),
                        event),
                new Parked.Failure("no", 1, 2000, 3000)));

        JsonObject first = valid("ParkedPage", get(BASE + "?limit=2"));
        JsonObject second = valid("ParkedPage", get(BASE + "?limit=1&after=" + first.getString("token")));
        JsonObject replaced = second.getJsonArray("parked").getJsonObject(0);
        JsonObject letter = valid("Letter", get(BASE + "/orders/0/5"));

        assertThat(first.getJsonArray("parked").getJsonObject(1).getString("id"))
                .isEqualTo("new");
        assertThat(first.getJsonArray("parked").getJsonObject(1).containsKey("replaced"))
                .isFalse();
        assertThat(replaced.getString("id")).isEqualTo("5");
        assertThat(replaced.getBoolean("replaced")).isTrue();
        assertThat(second.getString("token")).startsWith("orders/0/5/");
        assertThat(letter.getJsonObject("event").getString("id")).isEqualTo("new");
        assertThat(letter.getJsonArray("replaces")
                        .getJsonObject(0)
                        .getJsonObject("event")
                        .getString("id"))
                .isEqualTo("5");
        assertThat(get(BASE + "?after=orders/0/5/zz").statusCode()).isEqualTo(400);
    }

    @Test
    void shouldMarkThemWhenRedrivenAndKeepThem() throws Exception {
        JsonObject counted = valid("Chosen", post("/redrive", "{\"all\":true,\"dryRun\":true}"));
        JsonObject asked = valid(
                "Chosen", post("/redrive", "{\"positions\":[{\"topic\":\"orders\",\"partition\":0,\"offset\":5}]}"));

        assertThat(counted.getInteger("chosen")).isEqualTo(3);
        assertThat(asked.getInteger("chosen")).isEqualTo(1);
        JsonObject page = valid("ParkedPage", get(BASE));
        assertThat(page.getJsonArray("parked").getJsonObject(0).getBoolean("redriving"))
                .isFalse();
        assertThat(page.getJsonArray("parked").getJsonObject(1).getBoolean("redriving"))
                .isTrue();
    }

    @Test
    void shouldRemoveThemWhenDiscarded() throws Exception {
        JsonObject done =
                valid("Chosen", post("/discard", "{\"filter\":[{\"prefix\":{\"type\":\"order.\"}}],\"first\":2}"));

        assertThat(done.getInteger("chosen")).isEqualTo(2);
        assertThat(valid("ParkedPage", get(BASE)).getInteger("total")).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{} | invalid_request | all, positions, filter or first",
                "{\"dryRun\":true} | invalid_request | all, positions, filter or first",
                "{\"all\":true,\"first\":3} | invalid_request | all excludes positions, filter and first",
                "{\"all\":false} | invalid_request | /all",
                "{\"first\":0} | invalid_request | /first",
                "{\"last\":1,\"first\":1} | invalid_request | /last",
                "{\"positions\":[{\"topic\":\"orders\"}]} | invalid_request | /positions/0",
                "{\"filter\":[{\"exakt\":{}}]} | invalid_filter | /filter/0/exakt",
                "[] | malformed | not a JSON object"
            })
    void shouldRefuseWithThePlaceWhenTheChoiceIsNotUnderstood(String body, String code, String said) throws Exception {
        for (String path : List.of("/redrive", "/discard")) {
            HttpResponse<String> answer = post(path, body);

            assertThat(answer.statusCode()).isEqualTo(400);
            assertThat(CONTRACT.faults("Problem", new JsonObject(answer.body())))
                    .isEmpty();
            assertThat(answer.body()).contains("\"code\":\"" + code + "\"").contains(said);
        }
        assertThat(parking.counts("billing")).containsEntry("orders", 3);
    }

    @Test
    void shouldRefuseWhenTheQueryIsNotUnderstood() throws Exception {
        assertThat(get(BASE + "?limit=0&after=x&page=2").body())
                .contains("\"parameter\":\"limit\"")
                .contains("\"parameter\":\"after\"")
                .contains("\"parameter\":\"page\"");
        assertThat(get(BASE + "/orders/0/x").statusCode()).isEqualTo(400);
    }

    @Test
    void shouldFindNothingWhenThereIsNone() throws Exception {
        assertThat(get(BASE + "/orders/0/4").statusCode()).isEqualTo(404);
        assertThat(get("/v1/groups/nobody/parked").statusCode()).isEqualTo(404);
        assertThat(get("/v1/groups/nobody/parked/orders/0/3").statusCode()).isEqualTo(404);
    }

    private static Future<GroupSpec> spec(String group) {
        return group.equals("billing")
                ? Future.succeededFuture(
                        GroupSpec.of(List.of("orders"), "[]", "\"earliest\"", Defaults.of(GroupSettings.class)))
                : Future.failedFuture(Problem.NOT_FOUND
                        .because("The group " + group + " does not exist")
                        .asException());
    }

    private HttpResponse<String> get(String path) throws Exception {
        return client.send(request(path).GET().build(), HttpResponse.BodyHandlers.ofString());
    }

    private HttpResponse<String> post(String path, String body) throws Exception {
        return client.send(
                request(BASE + path)
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://localhost:" + port + path));
    }

    private JsonObject valid(String schema, HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        JsonObject body = new JsonObject(answer.body());
        assertThat(CONTRACT.faults(schema, body)).as("%s", body).isEmpty();
        return body;
    }
}
