package dev.playhead.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.config.Settings;
import dev.playhead.contract.Contract;
import dev.playhead.delivery.Delivery;
import dev.playhead.delivery.DeliverySettings;
import dev.playhead.event.Position;
import dev.playhead.filter.FilterCodec;
import dev.playhead.log.Topic;
import dev.playhead.metrics.Meters;
import dev.playhead.replay.Replays;
import dev.playhead.replay.job.Counts;
import dev.playhead.replay.job.Pace;
import dev.playhead.replay.job.Progress;
import dev.playhead.replay.job.ReplayMeters;
import dev.playhead.replay.job.ReplayRequests;
import dev.playhead.replay.job.Steering;
import dev.playhead.replay.target.FakeTargets;
import dev.playhead.testing.Defaults;
import dev.playhead.testing.MemoryLog;
import dev.playhead.testing.MemoryReplayJobs;
import dev.playhead.tracing.Traces;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ReplayRoutesTest {
    private static final Contract CONTRACT = new Contract();
    private static final Settings SETTINGS = Settings.load(List.of(), Map.of());
    private static final String REPLAYS = "/v1/replays";
    private static final int CHANGES = 3_000;
    private static final String LEAST = "{\"topics\":[\"orders\"],\"from\":\"earliest\",\"targets\":[\"billing\"]}";

    private final HttpClient client = HttpClient.newHttpClient();
    private final Vertx vertx = Vertx.vertx();
    private final MemoryLog log = new MemoryLog();
    private final MemoryReplayJobs jobs = new MemoryReplayJobs();
    private final FakeTargets targets = new FakeTargets();
    private Steering steering;
    private Replays replays;
    private int port;

    @BeforeEach
    void listen() throws Exception {
        Topic orders = log.topic("orders", 2);
        for (int number = 0; number < 5; number++) {
            log.put(
                    orders.all().get(0),
                    "{\"specversion\":\"1.0\",\"source\":\"/shop\",\"id\":\"" + number + "\",\"type\":\"order.paid\"}");
        }
        FilterCodec filters = new FilterCodec(SETTINGS.filters(), () -> {});
        Meters meters = new Meters(new SimpleMeterRegistry());
        ReplayMeters counted = new ReplayMeters(meters);
        steering = new Steering(jobs, counted, Traces.OFF, System::currentTimeMillis);
        replays = new Replays(
                vertx,
                SETTINGS.replays(),
                new ReplayRequests(SETTINGS.replays(), filters),
                jobs,
                steering,
                counted,
                targets,
                new Delivery(Defaults.of(DeliverySettings.class), log, log, filters, meters, Traces.OFF),
                log,
                new Replays.Clocks(System::currentTimeMillis, System::nanoTime));
        Router router = Routes.open(vertx);
        Routes.replays(
                router,
                new ReplayRoutes(
                        vertx.getOrCreateContext(),
                        new ReplayRoutes.Parts(replays, request -> "alice", 100),
                        TestBodies.of(vertx)));
        HttpServer server = vertx.createHttpServer().requestHandler(router);
        port = server.listen(0, "localhost").await(10, TimeUnit.SECONDS).actualPort();
    }

    @AfterEach
    void close() throws Exception {
        vertx.close().await(10, TimeUnit.SECONDS);
    }

    @Test
    void shouldTellWhereItIsWhenMade() throws Exception {
        HttpResponse<String> made = send(REPLAYS, "POST", LEAST);
        JsonObject job = valid("Replay", made, 201);
        String path = made.headers().firstValue("location").orElseThrow();

        assertThat(path).isEqualTo(REPLAYS + "/" + job.getString("id"));
        assertThat(job.getString("state")).isEqualTo("running");
        assertThat(job.getString("principal")).isEqualTo("alice");
        assertThat(job.getJsonArray("to").getJsonObject(0).getLong("offset")).isEqualTo(5);
        assertThat(valid("Replay", send(path, "GET", ""), 200)).isEqualTo(job);
    }

    @Test
    void shouldTakeTheExamplesOfTheContractWhenSent() throws Exception {
        Map<String, List<Object>> made =
                CONTRACT.requestExamples(CONTRACT.operations().get("POST " + REPLAYS));
        for (Object body : made.get("application/json")) {
            assertThat(CONTRACT.faults("ReplayRequest", body)).as("%s", body).isEmpty();
            JsonObject request = (JsonObject) body;
            boolean dryRun = request.getBoolean("dryRun", false);
            valid(dryRun ? "ReplayPreview" : "Replay", send(REPLAYS, "POST", request.encode()), dryRun ? 200 : 201);
        }
        String path = make(LEAST);
        Map<String, List<Object>> paced =
                CONTRACT.requestExamples(CONTRACT.operations().get("PATCH " + REPLAYS + "/{id}"));
        for (Object body : paced.get("application/json")) {
            assertThat(CONTRACT.faults("ReplayPatch", body)).as("%s", body).isEmpty();
            valid("Replay", send(path, "PATCH", ((JsonObject) body).encode()), 200);
        }
    }

    @Test
    void shouldTellTheProgressOfItsTargetsWhenTheyAreServed() throws Exception {
        String path = make(LEAST);
        targets.set(new Progress(
                "billing",
                new Counts(120_000, 120_000, 51_000, 9, 50_200, 0, 0, 1),
                799,
                880_000,
                61_000,
                2,
                false,
                new Progress.Place("tok", List.of(new Position("orders", 0, 2)))));

        JsonObject target = valid("Replay", send(path, "GET", ""), 200)
                .getJsonArray("targets")
                .getJsonObject(0);

        assertThat(target.getString("eta")).isEqualTo("PT15S");
        assertThat(target.getLong("inFlight")).isEqualTo(799);
        assertThat(target.getInteger("connections")).isEqualTo(2);
        targets.available(false);
        assertThat(valid("Replay", send(path, "GET", ""), 200)
                        .getJsonArray("targets")
                        .getJsonObject(0)
                        .getValue("scanned"))
                .isNull();
    }

    @Test
    void shouldBeTheSameWhenMadeAgainWithItsKey() throws Exception {
        HttpResponse<String> first = keyed(LEAST);
        HttpResponse<String> again = keyed(LEAST);

        assertThat(valid("Replay", first, 201)).isEqualTo(valid("Replay", again, 200));
        assertThat(again.headers().firstValue("location"))
                .isEqualTo(first.headers().firstValue("location"));
        for (String other : List.of(
                LEAST.replace("billing", "search"),
                new JsonObject(LEAST)
                        .put("order", "partition")
                        .put("description", "another")
                        .encode(),
                new JsonObject(LEAST)
                        .put("mode", "rebuild")
                        .put("idleTimeout", "PT2H")
                        .encode(),
                new JsonObject(LEAST)
                        .put("to", "now")
                        .put("filter", new JsonArray("[{\"exact\":{\"type\":\"t\"}}]"))
                        .encode())) {
            JsonObject refused = valid("Problem", keyed(other), 422);
            assertThat(refused.getString("code")).isEqualTo("key_reused");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{} | 400 | /topics",
                "[] | 400 | malformed",
                "{\"topics\":[\"absent\"],\"from\":\"earliest\",\"targets\":[\"a\"]} | 404 | topic_not_found",
                "{\"topics\":[\"orders\"],\"from\":\"earliest\",\"to\":{\"time\":\"2999-01-01T00:00:00Z\"},"
                        + "\"targets\":[\"a\"]} | 400 | /to/time",
                "{\"topics\":[\"orders\"],\"from\":{\"positions\":[{\"topic\":\"orders\",\"partition\":0,\"offset\":1}]},"
                        + "\"targets\":[\"a\"]} | 400 | /from/positions",
                "{\"topics\":[\"orders\"],\"from\":{\"time\":\"2020-01-02T00:00:00Z\"},\"to\":{\"time\":\"2020-01-01T23:59:59.9Z\"},"
                        + "\"targets\":[\"a\"]} | 400 | must not be after to",
                "{\"topics\":[\"orders\"],\"from\":{\"time\":\"2999-01-01T00:00:00Z\"},\"to\":\"now\","
                        + "\"targets\":[\"a\"]} | 400 | must not be in the future",
                "{\"topics\":[\"orders\"],\"from\":{\"time\":\"2999-01-01T00:00Z\"},\"targets\":[\"a\"]} | 400 | RFC 3339",
                "{\"topics\":[\"orders\"],\"from\":\"begin\",\"targets\":[\"a\"]} | 400 | takes \\\"latest",
                "{\"topics\":[\"orders\"],\"from\":\"earliest\",\"filter\":[{\"no\":{}}],\"targets\":[\"a\"]} | 400 | /filter/0",
                "{\"topics\":[\"orders\"],\"from\":\"earliest\",\"filter\":[{\"sql\":\"id ~ 1\"}],\"targets\":[\"a\"]} | 400 | "
                        + "/filter/0/sql",
                "{\"topics\":[\"orders\"],\"from\":\"earliest\",\"filter\":[{\"sql\":\"ABS(\"}],\"targets\":[\"a\"],"
                        + "\"dryRun\":true} | 400 | /filter/0/sql",
                "{\"topics\":[\"orders\"],\"from\":\"earliest\",\"filter\":[{\"all\":[{\"sql\":\"NOT\"}]}],\"targets\":[\"a\"]} "
                        + "| 400 | /filter/0/all/0/sql",
            })
    void shouldSayWhatIsWrongWhenTheRequestIsNotUnderstood(String body, int status, String said) throws Exception {
        assertThat(valid("Problem", send(REPLAYS, "POST", body), status).encode())
                .contains(said);
    }

    @Test
    void shouldAnswerWhatWouldBeWhenItIsADryRun() throws Exception {
        JsonObject asked = new JsonObject(LEAST).put("dryRun", true);

        JsonObject preview = valid("ReplayPreview", send(REPLAYS, "POST", asked.encode()), 200);

        assertThat(preview.getLong("events")).isEqualTo(5);
        assertThat(preview.getBoolean("exact")).isTrue();
        assertThat(preview.getJsonArray("targets"))
                .isEqualTo(new JsonArray("[{\"target\":\"billing\",\"groupExists\":false}]"));
        assertThat(valid("Replays", send(REPLAYS, "GET", ""), 200).getJsonArray("replays"))
                .isEmpty();
    }

    @Test
    void shouldGoFromStateToStateWhenSteered() throws Exception {
        String path = make(LEAST);

        assertThat(steered(path, "pause")).isEqualTo("paused");
        JsonObject refused = valid("Problem", send(path + "/pause", "POST", ""), 409);
        assertThat(refused.getString("code")).isEqualTo("replay_state");
        assertThat(refused.getString("detail")).contains("is paused");
        assertThat(steered(path, "resume")).isEqualTo("running");
        assertThat(valid("Problem", send(path, "DELETE", ""), 409).getString("code"))
                .isEqualTo("replay_state");
        assertThat(steered(path, "cancel")).isEqualTo("cancelled");
        assertThat(send(path, "DELETE", "").statusCode()).isEqualTo(204);
        assertThat(valid("Problem", send(path, "GET", ""), 404).getString("code"))
                .isEqualTo("replay_not_found");
        valid("Problem", send(path + "/resume", "POST", ""), 404);
    }

    @Test
    void shouldChangeThePaceWhenPatched() throws Exception {
        String path = make(LEAST);

        JsonObject paced = valid("Replay", send(path, "PATCH", "{\"pace\":{\"eventsPerSecond\":100}}"), 200);

        assertThat(paced.getJsonObject("request").getJsonObject("pace").getInteger("eventsPerSecond"))
                .isEqualTo(100);
        assertThat(paced.getLong("epoch")).isEqualTo(3);
        JsonObject full = valid("Replay", send(path, "PATCH", "{\"pace\":\"full\"}"), 200);
        assertThat(full.getJsonObject("request").containsKey("pace")).isFalse();
        assertThat(valid("Problem", send(path, "PATCH", "{\"targets\":[]}"), 400)
                        .encode())
                .contains("/targets")
                .contains("/pace");
        valid("Problem", send(path, "PATCH", "{\"pace\":{\"timeline\":-1}}"), 400);
    }

    @Test
    void shouldListTheNewestFirstWhenPaged() throws Exception {
        for (int number = 0; number < 5; number++) {
            make(new JsonObject(LEAST).put("description", "" + number).encode());
        }
        String cancelled = make(LEAST);
        steered(cancelled, "cancel");

        JsonObject first = valid("Replays", send(REPLAYS + "?limit=4&state=running", "GET", ""), 200);
        JsonObject rest = valid(
                "Replays", send(REPLAYS + "?limit=4&state=running&after=" + first.getString("token"), "GET", ""), 200);

        assertThat(first.getJsonArray("replays")).hasSize(4);
        assertThat(first.getBoolean("end")).isFalse();
        assertThat(rest.getJsonArray("replays")).hasSize(1);
        assertThat(rest.getBoolean("end")).isTrue();
        assertThat(valid("Problem", send(REPLAYS + "?state=lost&limit=0&after=x&y=1", "GET", ""), 400)
                        .getJsonArray("errors"))
                .hasSize(4);
    }

    @ParameterizedTest
    @CsvSource({
        "?target=billing, 2",
        "?target=search, 1",
        "?target=nobody, 0",
        "?topic=orders, 2",
        "?topic=other, 0",
        "?topic=orders&target=search&state=running, 1",
        "?topic=orders&target=search&state=cancelled, 0"
    })
    void shouldListThoseOfATargetOrATopicWhenAsked(String query, int found) throws Exception {
        make(LEAST);
        make(new JsonObject(LEAST)
                .put("targets", new JsonArray(List.of("billing", "search")))
                .encode());

        assertThat(valid("Replays", send(REPLAYS + query, "GET", ""), 200).getJsonArray("replays"))
                .hasSize(found);
    }

    @Test
    void shouldTellEveryChangeAndEndWhenWatched() throws Exception {
        String path = make(LEAST);
        HttpResponse<Stream<String>> stream = client.send(
                request(path, "GET", "").header("Accept", "text/event-stream").build(),
                HttpResponse.BodyHandlers.ofLines());
        assertThat(stream.headers().firstValue("content-type")).contains("text/event-stream");
        Iterator<String> lines = stream.body().iterator();

        assertThat(next(lines).getString("state")).isEqualTo("running");
        // One more within a second, as it runs
        assertThat(next(lines).getString("state")).isEqualTo("running");
        steered(path, "pause");
        assertThat(nextOf(lines, "paused").getLong("epoch")).isEqualTo(3);
        steering.settled(path.substring(REPLAYS.length() + 1), "billing", new Counts(5, 5, 5, 9, 5, 0, 0, 0), "");
        JsonObject last = nextOf(lines, "completed");

        assertThat(last.getJsonArray("targets").getJsonObject(0).getLong("confirmed"))
                .isEqualTo(5);
        lines.forEachRemaining(line -> assertThat(line).isEmpty());
    }

    @Test
    void shouldTellOnlyHowItIsByThenWhenAWatcherReadsLate() throws Exception {
        List<String> many =
                IntStream.range(0, 32).mapToObj(number -> "target-" + number).toList();
        String path =
                make(new JsonObject(LEAST).put("targets", new JsonArray(many)).encode());
        String id = path.substring(REPLAYS.length() + 1);
        try (Socket late = new Socket()) {
            late.setReceiveBufferSize(1 << 12);
            late.connect(new InetSocketAddress("localhost", port));
            late.setSoTimeout(30_000);
            late.getOutputStream()
                    .write(("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n"
                                    + "Connection: close\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            for (int change = 0; change < CHANGES; change++) {
                Pace pace = new Pace.EventsPerSecond(1 + change % 7);
                replays.pace(id, pace).await(10, TimeUnit.SECONDS);
            }
            assertThat(steered(path, "cancel")).isEqualTo("cancelled");

            List<String> told = new String(late.getInputStream().readAllBytes(), StandardCharsets.US_ASCII)
                    .lines()
                    .filter(line -> line.startsWith("data: "))
                    .map(line -> line.substring(6))
                    .toList();
            assertThat(told).hasSizeBetween(1, CHANGES / 2);
            JsonObject last = new JsonObject(told.get(told.size() - 1));
            assertThat(last.getString("state")).isEqualTo("cancelled");
            assertThat(last.getLong("epoch")).isEqualTo(CHANGES + 3);
        }
    }

    @Test
    void shouldTellEveryWatcherHowItIsAtTheEndWhenManyWatchTheSame() throws Exception {
        String path = make(LEAST);
        String id = path.substring(REPLAYS.length() + 1);
        List<Iterator<String>> watchers = new ArrayList<>();
        for (int watcher = 0; watcher < 20; watcher++) {
            watchers.add(client.send(
                            request(path, "GET", "")
                                    .header("Accept", "text/event-stream")
                                    .build(),
                            HttpResponse.BodyHandlers.ofLines())
                    .body()
                    .iterator());
        }
        for (int change = 0; change < 50; change++) {
            replays.pace(id, new Pace.EventsPerSecond(1 + change)).await(10, TimeUnit.SECONDS);
        }
        assertThat(steered(path, "cancel")).isEqualTo("cancelled");

        for (Iterator<String> lines : watchers) {
            long epoch = 0;
            JsonObject told = next(lines);
            while (!told.getString("state").equals("cancelled")) {
                assertThat(told.getLong("epoch")).isGreaterThanOrEqualTo(epoch);
                epoch = told.getLong("epoch");
                told = next(lines);
            }
            assertThat(told.getLong("epoch")).isEqualTo(53);
            lines.forEachRemaining(line -> assertThat(line).isEmpty());
        }
    }

    @Test
    void shouldRefuseWhenWhatIsWatchedIsAbsent() throws Exception {
        HttpRequest absent = request(REPLAYS + "/r-absent", "GET", "")
                .header("Accept", "text/event-stream")
                .build();

        valid("Problem", client.send(absent, HttpResponse.BodyHandlers.ofString()), 404);
    }

    @Test
    void shouldRefuseForNowWhenTheJobsAreAway() throws Exception {
        jobs.available(false);

        HttpResponse<String> refused = send(REPLAYS, "POST", LEAST);

        assertThat(valid("Problem", refused, 503).getBoolean("retryable")).isTrue();
        assertThat(refused.headers().firstValue("retry-after")).isPresent();
    }

    private JsonObject nextOf(Iterator<String> lines, String state) {
        JsonObject next = next(lines);
        while (!next.getString("state").equals(state)) {
            next = next(lines);
        }
        return next;
    }

    private static JsonObject next(Iterator<String> lines) {
        while (true) {
            String line = lines.next();
            if (line.startsWith("data: ")) {
                JsonObject data = new JsonObject(line.substring(6));
                assertThat(CONTRACT.faults("Replay", data)).as(line).isEmpty();
                return data;
            }
        }
    }

    private String make(String body) throws Exception {
        HttpResponse<String> made = send(REPLAYS, "POST", body);
        valid("Replay", made, 201);
        return made.headers().firstValue("location").orElseThrow();
    }

    private String steered(String path, String verb) throws Exception {
        return valid("Replay", send(path + "/" + verb, "POST", ""), 200).getString("state");
    }

    private HttpResponse<String> keyed(String body) throws Exception {
        return client.send(
                request(REPLAYS, "POST", body).header("Idempotency-Key", "k1").build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private HttpResponse<String> send(String path, String method, String body) throws Exception {
        return client.send(request(path, method, body).build(), HttpResponse.BodyHandlers.ofString());
    }

    private HttpRequest.Builder request(String path, String method, String body) {
        return HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
                .method(method, HttpRequest.BodyPublishers.ofString(body));
    }

    private static JsonObject valid(String schema, HttpResponse<String> answer, int status) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        JsonObject body = new JsonObject(answer.body());
        assertThat(CONTRACT.faults(schema, body)).as("%s", body).isEmpty();
        return body;
    }
}
