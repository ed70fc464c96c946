package dev.playhead.delivery;

import static dev.playhead.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.playhead.delivery.request.StreamRequest;
import dev.playhead.event.EventFilter;
import dev.playhead.event.Partition;
import dev.playhead.event.Problem;
import dev.playhead.event.RefusedException;
import dev.playhead.filter.FilterCodec;
import dev.playhead.filter.FilterLimits;
import dev.playhead.metrics.Meter;
import dev.playhead.metrics.Meters;
import dev.playhead.stream.Gap;
import dev.playhead.testing.Defaults;
import dev.playhead.testing.MemoryLog;
import dev.playhead.tracing.Traces;
import io.micrometer.core.instrument.Counter;
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
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class DeliveryTest {
    private static final int MAX_PAGE = 1000;
    private static final int MOST_PARTITIONS = 16;

    private final Vertx vertx = Vertx.vertx();
    private final Context context = vertx.getOrCreateContext();
    private final AtomicLong clock = new AtomicLong(1_700_000_000_000L);
    private final MemoryLog log = new MemoryLog(clock::incrementAndGet);
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final RecordedOutlet other = new RecordedOutlet();
    private RecordedOutlet outlet = new RecordedOutlet();
    private final List<Subscription> opened = new ArrayList<>();
    private final Delivery delivery = new Delivery(
            new DeliverySettings(
                    16,
                    4096,
                    1 << 20,
                    64,
                    Duration.ofMillis(5),
                    10_000,
                    Duration.ofMillis(1),
                    100,
                    Duration.ofMillis(20),
                    Duration.ofMillis(100),
                    Duration.ofMillis(30),
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
        // The watch may look between two of the appends
        eventually("it fell behind", () -> outlet.said().stream().anyMatch(said -> said.startsWith("fellBehind by ")));
        assertThat(outlet.ids()).isEmpty();
        eventually("the watch has seen all", () -> gauge(Meter.LAG) == 300);
        assertThat(gauge(Meter.CREDIT)).isEqualTo(10_000);
        assertThat(gauge(Meter.SUBSCRIPTIONS)).isEqualTo(1);
        outlet.full(false);
        context.runOnContext(now -> subscription.resume());
        eventually("it has all", () -> outlet.ids().size() == 300);
        eventually("it is at the end again", () -> outlet.said().lastIndexOf("caughtUp") > 1);
        assertThat(gauge(Meter.STALLED)).as("it was the client's fault").isZero();
        assertThat(counter(Meter.DELIVERED)).isEqualTo(300);
    }

    @Test
    void shouldTellTheClientOnceAndNotCountAStallWhenItHasNoCredit() throws Exception {
        put(0, 300);
        Subscription subscription = open("{\"topics\":[\"orders\"],\"from\":\"earliest\"}");
        eventually("it is told", () -> outlet.hasSaid("notice no_credit"));
        context.runOnContext(now -> subscription.request(10, 5));
        eventually("it is told of the bytes", () -> outlet.hasSaid("notice no_credit_in_bytes"));
        eventually("the watch has seen all", () -> gauge(Meter.LAG) == 300);
        assertThat(gauge(Meter.STALLED)).isZero();
        assertThat(outlet.said().stream().filter("notice no_credit"::equals)).hasSize(1);
        context.runOnContext(now -> subscription.request(1000, 1 << 20));
        eventually("it has all", () -> outlet.ids().size() == 300);
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
    void shouldLetOthersOfItsEventLoopHaveTheirTurnWhenTheFilterTakesLong() throws Exception {
        put(0, 128);
        AtomicInteger filtered = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        EventFilter slow = attributes -> {
            long until = System.nanoTime() + 1_000_000;
            while (System.nanoTime() < until) {
                Thread.onSpinWait();
            }
            filtered.incrementAndGet();
            return false;
        };
        StreamRequest request =
                delivery.request(new JsonObject("{\"topics\":[\"orders\"],\"from\":\"earliest\",\"credit\":10}"));
        onContext(() -> delivery.open("test", filteredBy(request, slow), context, outlet)
                .onSuccess(Subscription::start)
                .onSuccess(started -> tick(filtered, 0, most)));
        eventually("it left all out", () -> counter(Meter.FILTERED_OUT) == 128);
        assertThat(most.get()).isBetween(1, 6);
    }

    /** Runs between two turns of the subscription, for as long as it has records to filter. */
    private void tick(AtomicInteger filtered, int before, AtomicInteger most) {
        int now = filtered.get();
        most.accumulateAndGet(now - before, Math::max);
        if (now < 128) {
            context.runOnContext(next -> tick(filtered, now, most));
        }
    }

    private static StreamRequest filteredBy(StreamRequest request, EventFilter filter) {
        return new StreamRequest(
                request.topics(),
                request.from(),
                request.to(),
                filter,
                request.order(),
                request.credit(),
                request.frame(),
                request.group());
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
    void shouldFailWhenTheTopicIsDeletedAndItDoesNotRead() throws Exception {
        put(0, 1000);
        open("{\"topics\":[\"orders\"],\"from\":\"earliest\"}");
        open("{\"topics\":[\"orders\"],\"from\":\"latest\"}");
        outlet.full(true);
        open("{\"topics\":[\"orders\"],\"from\":\"earliest\",\"credit\":1000}");
        eventually("all are there", () -> delivery.subscriptions() == 3);

        log.delete("orders");

        eventually("all are forgotten", () -> delivery.subscriptions() == 0);
        assertThat(outlet.said().stream().filter("topic_not_found"::equals)).hasSize(3);
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
    void shouldReadNewPartitionsFromTheirBeginningWhenTheTopicGrows() throws Exception {
        for (int partitions = 3; partitions <= 9; partitions += 3) {
            open("{\"topics\":[\"orders\"],\"credit\":10000}");
            log.grow("orders", partitions);
            put(partitions - 1, 0, 50);
            put(0, 50, 60);
            eventually("it has all", () -> outlet.ids().size() == 60);
            assertThat(outlet.ids()).doesNotHaveDuplicates();

            RecordedOutlet resumed =
                    open("{\"topics\":[\"orders\"],\"from\":{\"token\":\"" + outlet.token() + "\"}}", 9);
            put(partitions - 2, 60, 65);
            eventually("it has the rest", () -> resumed.ids().size() == 5);
            assertThat(resumed.said()).noneMatch(said -> said.startsWith("Gap"));
            again();
        }
    }

    @Test
    void shouldFilterNewPartitionsWhenOneOfTwoTopicsGrows() throws Exception {
        log.topic("payments", 3);
        open("{\"topics\":[\"orders\",\"payments\"],\"credit\":10000,\"filter\":[{\"exact\":{\"source\":\"/t\"}}]}");
        open(
                "{\"topics\":[\"orders\",\"payments\"],\"credit\":10000,\"filter\":[{\"exact\":{\"source\":\"/u\"}}]}",
                other);
        log.grow("orders", 5);
        put(4, 0, 40);
        log.put(new Partition("payments", 2), event(40));
        log.put(new Partition("orders", 3), event(41));

        eventually("it has all", () -> outlet.ids().size() == 42);
        eventually("the other has left all out", () -> counter(Meter.FILTERED_OUT) == 42);
        assertThat(other.ids()).isEmpty();
    }

    @Test
    void shouldReadNoNewPartitionWhenTheStreamHasAnEnd() throws Exception {
        put(0, 100);
        Subscription subscription =
                open("{\"topics\":[\"orders\"],\"from\":\"earliest\",\"to\":\"now\",\"credit\":10}");
        eventually("it has begun", () -> outlet.ids().size() == 10);
        log.grow("orders", 3);
        put(2, 100, 110);
        eventually(
                "it was looked at since",
                () -> outlet.hasSaid("place") || outlet.ids().size() == 10);
        context.runOnContext(now -> subscription.request(1000));
        eventually("it has completed", () -> outlet.hasSaid("completed"));
        assertThat(outlet.ids()).hasSize(100).allMatch(id -> id < 100);
    }

    @Test
    void shouldFailWhenTheTopicGrowsBeyondThePartitionsOfOneStream() throws Exception {
        open("{\"topics\":[\"orders\"],\"credit\":10}");
        log.grow("orders", MOST_PARTITIONS);
        put(MOST_PARTITIONS - 1, 0, 1);
        eventually("it reads as many as it may", () -> outlet.ids().size() == 1);
        log.grow("orders", MOST_PARTITIONS + 1);
        eventually("it has failed", () -> outlet.hasSaid("too_large"));
    }

    @Test
    void shouldGoBackToTheCutWhenTheLogIsCutOffUnderAnOpenStream() throws Exception {
        for (int grown : List.of(0, 5, 14, 15, 40)) {
            for (int keep : List.of(0, 1, 9, 10, 19, 20)) {
                log.blocksOf(10);
                Subscription subscription = open("{\"topics\":[\"orders\"],\"credit\":20}");
                put(1, 0, 20);
                eventually("it has all", () -> outlet.ids().size() == 20);
                log.truncate(new Partition("orders", 1), keep);
                put(1, 100, 100 + grown);
                context.runOnContext(now -> subscription.request(10_000));
                put(1, 200, 230);

                String what = "cut off at " + keep + ", " + grown + " since: ";
                eventually(what + "it has the new ones", () -> outlet.ids().size() == 20 + grown + 30);
                assertThat(outlet.ids().subList(20, 50 + grown))
                        .as(what)
                        .isEqualTo(IntStream.concat(IntStream.range(100, 100 + grown), IntStream.range(200, 230))
                                .boxed()
                                .toList());
                assertThat(outlet.said().stream().filter(said -> said.startsWith("Gap")))
                        .as(what)
                        .isEqualTo(keep == 20 ? List.of() : List.of(gap(1, 20, keep, "truncated")));
                again();
            }
        }
    }

    @Test
    void shouldBeginAgainWhenTheTopicIsMadeAgainUnderAnOpenStream() throws Exception {
        for (int partitions = 1; partitions <= 4; partitions++) {
            for (int events : List.of(1, 20, 50)) {
                Subscription subscription = open("{\"topics\":[\"orders\"],\"credit\":20}");
                put(0, 0, 20);
                eventually("it has all", () -> outlet.ids().size() == 20);
                log.delete("orders");
                log.topic("orders", partitions);
                put(0, 100, 100 + events);
                context.runOnContext(now -> subscription.request(10_000));

                String what = partitions + " partitions with " + events + " events: ";
                eventually(
                        what + "it has all of the new topic", () -> outlet.ids().size() == 20 + events);
                assertThat(outlet.ids().subList(20, 20 + events))
                        .as(what)
                        .isEqualTo(IntStream.range(100, 100 + events).boxed().toList());
                assertThat(outlet.said()).as(what).contains(gap(0, 20, 0, "recreated"));
                assertThat(outlet.said()).as(what).noneMatch(said -> said.contains("truncated"));
                RecordedOutlet resumed =
                        open("{\"topics\":[\"orders\"],\"from\":{\"token\":\"" + outlet.token() + "\"}}", 9);
                put(partitions - 1, 200, 203);
                eventually(
                        what + "its token is one of the new topic",
                        () -> resumed.ids().size() == 3);
                assertThat(resumed.said()).as(what).noneMatch(said -> said.startsWith("Gap"));
                again();
            }
        }
    }

    @Test
    void shouldCompleteWithAGapWhenTheTopicOfAStreamWithAnEndIsMadeAgain() throws Exception {
        put(0, 100);
        Subscription subscription =
                open("{\"topics\":[\"orders\"],\"from\":\"earliest\",\"to\":\"now\",\"credit\":10}");
        eventually("it has begun", () -> outlet.ids().size() == 10);
        log.delete("orders");
        log.topic("orders", 2);
        put(0, 500, 600);
        context.runOnContext(now -> subscription.request(1000));
        eventually("it has completed", () -> outlet.hasSaid("completed"));
        assertThat(outlet.ids()).allMatch(id -> id < 500);
        assertThat(outlet.said()).anyMatch(said -> said.contains("to=50, reason=recreated"));
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

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "beginning                                                | now | takes earliest, latest, a time",
                "0                                                        | now | takes earliest, latest, a time",
                "yesterday                                                | now | takes earliest, latest, a time",
                "earliest                                                 | end | takes now or a time",
                "2023-11-14T22:13:20Z                                     | 2023-11-14T22:13:19Z | must not be after to",
                "2023-11-14T22:13:20+00:00                                | 2023-11-14T23:13:19+01:00 | must not be after to",
                "2999-01-01T00:00:00Z                                     | now | must not be in the future",
                "2999-01-01T00:00:00Z                                     | 2020-01-01T00:00:00Z | must not be in the future",
                "2023-11-14T22:13Z                                        | now | RFC 3339",
                "{\"positions\":[{\"topic\":\"orders\",\"partition\":0,\"offset\":4},{\"topic\":\"orders\",\"partition\":1,\"offset\":3}]} "
                        + "| now | orders-0 has the offsets 0 to 3 now; 4 is beyond its end"
            })
    void shouldSayWhatARangeTakesWhenItIsNone(String from, String to, String said) {
        put(0, 6);
        assertThatThrownBy(() -> page(query("from", from, "to", to)))
                .rootCause()
                .isInstanceOfSatisfying(RefusedException.class, refused -> {
                    assertThat(refused.refusal().problem()).isEqualTo(Problem.INVALID_REQUEST);
                    assertThat(refused.refusal().faults().get(0).detail()).contains(said);
                });
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
        return open(request, outlet);
    }

    /** Another round: nothing is open, the topic is new and empty. */
    private void again() throws Exception {
        for (Subscription each : opened) {
            onContext(() -> {
                each.close();
                return Future.succeededFuture();
            });
        }
        opened.clear();
        log.delete("orders");
        log.topic("orders", 2);
        outlet = new RecordedOutlet();
    }

    private RecordedOutlet open(String frame, long credit) throws Exception {
        RecordedOutlet made = new RecordedOutlet();
        open(new JsonObject(frame).put("credit", credit).encode(), made);
        return made;
    }

    private Subscription open(String frame, RecordedOutlet to) throws Exception {
        StreamRequest request = delivery.request(new JsonObject(frame).put("op", "subscribe"));
        return open(request, to);
    }

    private Subscription open(StreamRequest request, RecordedOutlet to) throws Exception {
        Subscription subscription =
                onContext(() -> delivery.open("test", request, context, to).onSuccess(Subscription::start));
        opened.add(subscription);
        return subscription;
    }

    private static String gap(int partition, long from, long to, String reason) {
        return new Gap(new Partition("orders", partition), from, to, reason).toString();
    }

    private void put(int partition, int from, int to) {
        IntStream.range(from, to).forEach(id -> log.put(new Partition("orders", partition), event(id)));
    }

    private static String event(int id) {
        return "{\"specversion\":\"1.0\",\"id\":\"" + id + "\",\"source\":\"/t\",\"type\":\"t\"}";
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
        return registry.get(meter.meterName()).counters().stream()
                .mapToDouble(Counter::count)
                .sum();
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }
}
