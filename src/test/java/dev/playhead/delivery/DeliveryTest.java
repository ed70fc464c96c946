package dev.playhead.delivery;

import static dev.playhead.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.playhead.codec.FilterCodec;
import dev.playhead.codec.FilterLimits;
import dev.playhead.event.Partition;
import dev.playhead.event.Problem;
import dev.playhead.event.RefusedException;
import dev.playhead.metrics.Meter;
import dev.playhead.metrics.Meters;
import dev.playhead.testing.Defaults;
import dev.playhead.testing.MemoryLog;
import dev.playhead.tracing.Traces;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class DeliveryTest {
    private static final int MAX_PAGE = 1000;

    private final Vertx vertx = Vertx.vertx();
    private final Context context = vertx.getOrCreateContext();
    private final AtomicLong clock = new AtomicLong(1_700_000_000_000L);
    private final MemoryLog log = new MemoryLog(clock::incrementAndGet);
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final RecordedOutlet outlet = new RecordedOutlet();
    private final Delivery delivery = new Delivery(
            new DeliverySettings(
                    16,
                    4096,
                    1 << 20,
                    64,
                    10_000,
                    Duration.ofMillis(1),
                    100,
                    Duration.ofMillis(20),
                    Duration.ofMillis(100),
                    Duration.ofMillis(5),
                    Duration.ofMillis(20),
                    2L << 20),
            log,
            log,
            new FilterCodec(Defaults.of(FilterLimits.class), () -> {}),
            new Meters(registry),
            Traces.OFF);

    @BeforeEach
    void start() {
        log.topic("orders", 2);
        delivery.start(vertx);
    }

    @AfterEach
    void stop() throws Exception {
        await(vertx.close());
    }

    @Test
    void shouldTellThatItFellBehindAndCaughtUpAgainWhenItWasNotRead() throws Exception {
        Subscription subscription = open("{\"topics\":[\"orders\"],\"credit\":10000}");
        eventually("it is at the end", () -> outlet.hasSaid("caughtUp"));
        outlet.full(true);
        put(0, 300);
        eventually("it fell behind", () -> outlet.hasSaid("fellBehind by 300"));
        assertThat(outlet.ids()).isEmpty();
        eventually("it counts as stalled", () -> gauge(Meter.STALLED) == 1);
        assertThat(gauge(Meter.LAG)).isEqualTo(300);
        assertThat(gauge(Meter.CREDIT)).isEqualTo(10_000);
        assertThat(gauge(Meter.SUBSCRIPTIONS)).isEqualTo(1);
        outlet.full(false);
        context.runOnContext(now -> subscription.resume());
        eventually("it has all", () -> outlet.ids().size() == 300);
        eventually("it is at the end again", () -> outlet.said().lastIndexOf("caughtUp") > 1);
        eventually("it is stalled no more", () -> gauge(Meter.STALLED) == 0);
        assertThat(counter(Meter.DELIVERED)).isEqualTo(300);
    }

    @Test
    void shouldTellItsPlaceWhenTheFilterLeavesEverythingOut() throws Exception {
        open("{\"topics\":[\"orders\"],\"credit\":10,\"filter\":[{\"exact\":{\"type\":\"never\"}}]}");
        put(0, 1000);
        eventually("it tells its place", () -> outlet.hasSaid("place"));
        eventually("it left all out", () -> counter(Meter.FILTERED_OUT) == 1000);
        assertThat(outlet.ids()).isEmpty();
        assertThat(counter(Meter.DELIVERED)).isZero();
    }

    @Test
    void shouldFailWhenTheTopicIsDeletedUnderIt() throws Exception {
        put(0, 1000);
        Subscription subscription = open("{\"topics\":[\"orders\"],\"from\":\"earliest\",\"credit\":1}");
        eventually("it has begun", () -> outlet.ids().size() == 1);
        log.delete("orders");
        context.runOnContext(now -> subscription.request(1000));
        eventually("it has failed", () -> outlet.hasSaid("topic_not_found"));
        eventually("it is forgotten", () -> delivery.subscriptions() == 0);
    }

    @Test
    void shouldTellAGapAfterWhatCameBeforeItWhenTheLogIsTrimmedUnderIt() throws Exception {
        log.blocksOf(10);
        put(0, 200);
        Subscription subscription = open("{\"topics\":[\"orders\"],\"from\":\"earliest\",\"credit\":4}");
        eventually("it has begun", () -> outlet.ids().size() == 4);
        log.trim(new Partition("orders", 0), 50);
        log.trim(new Partition("orders", 1), 50);
        context.runOnContext(now -> subscription.request(1000));
        eventually(
                "it is at the end",
                () -> outlet.ids().contains(199) && outlet.ids().contains(198));
        assertThat(outlet.said().stream().filter(said -> said.startsWith("Gap")))
                .hasSize(2)
                .allMatch(gap -> gap.contains("to=50, reason=retention"));
        assertThat(outlet.ids()).containsAll(IntStream.range(100, 200).boxed().toList());
    }

    @Test
    void shouldGiveEveryEventOnceWhenPagesAreReadToTheEnd() throws Exception {
        put(0, 250);
        for (String order : List.of("partition", "time")) {
            List<Integer> ids = new ArrayList<>();
            String token = null;
            boolean end = false;
            for (int pages = 0; !end; pages++) {
                MultiMap query = query("limit", "40", "order", order);
                if (token != null) {
                    query.set("after", token);
                }
                JsonObject page = page(query);
                JsonArray events = page.getJsonArray("events");
                events.forEach(each -> ids.add(id((JsonObject) each)));
                assertThat(events.size()).isLessThanOrEqualTo(40);
                token = page.getString("token");
                end = page.getBoolean("end");
                assertThat(pages).isLessThan(10);
            }
            assertThat(ids).hasSize(250).doesNotHaveDuplicates();
            if (order.equals("time")) {
                assertThat(ids).isSorted();
            }
        }
        assertThat(delivery.subscriptions()).isZero();
    }

    @Test
    void shouldEndAPageEarlyWhenItHasAsManyBytesAsItMay() throws Exception {
        String long1 = "x".repeat(900_000);
        IntStream.range(0, 6)
                .forEach(id -> log.put(
                        new Partition("orders", 0),
                        "{\"specversion\":\"1.0\",\"id\":\"" + id + "\",\"source\":\"/t\",\"type\":\"" + long1
                                + "\"}"));
        JsonObject page = page(query("limit", "100"));
        assertThat(page.getJsonArray("events").size()).isBetween(2, 4);
        assertThat(page.getBoolean("end")).isFalse();
        page = page(query("after", page.getString("token")));
        assertThat(id(page.getJsonArray("events").getJsonObject(0))).isBetween(2, 4);
    }

    @Test
    void shouldBeEmptyAndAtItsEndWhenThereIsNothing() throws Exception {
        JsonObject page = page(query());
        assertThat(page.getJsonArray("events")).isEmpty();
        assertThat(page.getBoolean("end")).isTrue();
        put(0, 3);
        assertThat(page(query("after", page.getString("token"))).getJsonArray("events"))
                .hasSize(3);
    }

    @Test
    void shouldTellTheGapWhenAPagesPlaceIsGone() throws Exception {
        put(0, 10);
        String token = page(query("limit", "1")).getString("token");
        log.trim(new Partition("orders", 0), 4);
        log.trim(new Partition("orders", 1), 4);
        JsonObject page = page(query("after", token));
        assertThat(page.getJsonArray("gaps")).hasSize(2);
        assertThat(page.getJsonArray("events")).hasSize(2);
    }

    @Test
    void shouldRefuseAPageWhenItsQueryIsWrongOrTheLogIsAway() {
        refused(Problem.INVALID_REQUEST, query("limit", "0"));
        refused(Problem.INVALID_REQUEST, query("limit", "1001"));
        refused(Problem.INVALID_REQUEST, query("limit", "many"));
        refused(Problem.INVALID_REQUEST, query("credit", "7"));
        refused(Problem.INVALID_REQUEST, query("order", "size"));
        refused(Problem.INVALID_REQUEST, query("from", "{\"time\":7}"));
        refused(Problem.INVALID_REQUEST, query("from", "earliest", "from", "latest"));
        refused(Problem.INVALID_TOKEN, query("after", "AQ"));
        log.available(false);
        refused(Problem.UNAVAILABLE, query());
    }

    private void refused(Problem problem, MultiMap query) {
        assertThatThrownBy(() -> page(query))
                .hasRootCauseInstanceOf(RefusedException.class)
                .rootCause()
                .isInstanceOfSatisfying(
                        RefusedException.class,
                        refused -> assertThat(refused.refusal().problem()).isEqualTo(problem));
    }

    private JsonObject page(MultiMap query) throws Exception {
        return onContext(() -> delivery.page("orders", query.entries(), MAX_PAGE, context))
                .toJsonObject();
    }

    private static MultiMap query(String... pairs) {
        MultiMap query = MultiMap.caseInsensitiveMultiMap();
        for (int at = 0; at < pairs.length; at += 2) {
            query.add(pairs[at], pairs[at + 1]);
        }
        return query;
    }

    private static int id(JsonObject each) {
        return Integer.parseInt(each.getJsonObject("event").getString("id"));
    }

    private Subscription open(String frame) throws Exception {
        StreamRequest request = delivery.request(new JsonObject(frame).put("op", "subscribe"));
        return onContext(() -> delivery.open("test", request, context, outlet).onSuccess(Subscription::start));
    }

    private <T> T onContext(Supplier<Future<T>> asked) throws Exception {
        Promise<T> promise = Promise.promise();
        context.runOnContext(now -> asked.get().onComplete(promise));
        return await(promise.future());
    }

    private void put(int from, int to) {
        IntStream.range(from, to)
                .forEach(id -> log.put(
                        new Partition("orders", id % 2),
                        "{\"specversion\":\"1.0\",\"id\":\"" + id + "\",\"source\":\"/t\",\"type\":\"t\"}"));
    }

    private double gauge(Meter meter) {
        return registry.get(meter.meterName()).gauge().value();
    }

    private double counter(Meter meter) {
        return registry.get(meter.meterName()).counter().count();
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }
}
