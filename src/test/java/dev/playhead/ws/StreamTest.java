package dev.playhead.ws;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.event.Partition;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class StreamTest {
    private final StreamFixture fixture = new StreamFixture();

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void shouldDeliverAllThenGoOnLiveWhenSubscribedFromTheEarliest() {
        fixture.log.topic("orders", 2);
        IntStream.range(0, 300).forEach(id -> fixture.put("orders", id % 2, id));
        StreamClient client = subscribeAll("\"earliest\"");
        client.awaitFrame("caughtUp");
        assertThat(client.ids()).hasSize(300).doesNotHaveDuplicates();
        fixture.put("orders", 1, 300);
        client.awaitEvents(301);
        JsonObject last = client.deliveries().get(300);
        assertThat(last.getString("topic")).isEqualTo("orders");
        assertThat(last.getInteger("partition")).isEqualTo(1);
        assertThat(last.getLong("offset")).isEqualTo(150);
        assertThat(last.getString("recorded")).startsWith("2023-");
        assertThat(last.getJsonObject("event").getJsonObject("data").getInteger("n"))
                .isEqualTo(300);
    }

    @Test
    void shouldSendNothingWhenThereIsNoCredit() {
        fixture.log.topic("orders", 1);
        IntStream.range(0, 10).forEach(id -> fixture.put("orders", 0, id));
        StreamClient client = fixture.subscribe("{\"op\":\"subscribe\",\"topics\":[\"orders\"],\"from\":\"earliest\"}");
        client.awaitFrame("subscribed");
        client.request(3);
        client.awaitEvents(3);
        client.send("{\"op\":\"none\"}");
        client.awaitFrame("problem");
        assertThat(client.ids()).containsExactly(0, 1, 2);
        client.send("{\"op\":\"request\",\"n\":9223372036854775808}");
        client.send("{\"op\":\"request\",\"n\":9223372036854775807}");
        client.awaitEvents(10);
    }

    @Test
    void shouldNotPassTheCreditInBytesWhenItWasGiven() {
        fixture.log.topic("orders", 1);
        IntStream.range(0, 10).forEach(id -> fixture.put("orders", 0, id));
        StreamClient client = fixture.subscribe("{\"op\":\"subscribe\",\"topics\":[\"orders\"],\"from\":\"earliest\"}");
        client.send("{\"op\":\"request\",\"n\":100,\"bytes\":500}");
        client.awaitEvents(2);
        client.send("{\"op\":\"none\"}");
        client.awaitFrame("problem");
        assertThat(client.ids().size()).isLessThan(5);
        client.send("{\"op\":\"request\",\"n\":1,\"bytes\":100000}");
        client.awaitEvents(10);
    }

    @Test
    void shouldMissAndRepeatNothingWhenEventsComeWhileCreditIsGivenInBits() {
        for (int seed = 0; seed < 30; seed++) {
            Random random = new Random(seed);
            String topic = "seam-" + seed;
            int partitions = 1 + random.nextInt(4);
            fixture.log.topic(topic, partitions);
            int before = random.nextInt(200);
            IntStream.range(0, before).forEach(id -> fixture.put(topic, random.nextInt(partitions), id));
            StreamClient client = fixture.subscribe("{\"op\":\"subscribe\",\"topics\":[\"" + topic
                    + "\"],\"from\":\"earliest\",\"batch\":{\"events\":" + (1 + random.nextInt(20)) + "}}");
            int all = before + 200;
            for (int id = before; id < all; id++) {
                fixture.put(topic, random.nextInt(partitions), id);
                if (random.nextInt(8) == 0) {
                    client.request(1 + random.nextInt(40));
                }
            }
            client.request(1000);
            client.awaitEvents(all);
            assertInOrder(client.deliveries(), "seed " + seed);
            assertThat(client.ids()).as("seed %d", seed).hasSize(all).doesNotHaveDuplicates();
        }
    }

    @Test
    void shouldGoOnWithNothingMissingOrRepeatedWhenResumedFromAnyToken() {
        fixture.log.topic("orders", 3);
        IntStream.range(0, 60).forEach(id -> fixture.put("orders", id % 3, id));
        StreamClient whole = fixture.subscribe("{\"op\":\"subscribe\",\"topics\":[\"orders\"],\"from\":\"earliest\","
                + "\"to\":\"now\",\"credit\":1000,\"batch\":{\"events\":7}}");
        assertThat(whole.awaitClose()).isEqualTo(1000);
        List<Integer> seen = new ArrayList<>();
        for (JsonObject frame : whole.frames("events")) {
            frame.getJsonArray("events")
                    .forEach(each -> seen.add(Integer.parseInt(
                            ((JsonObject) each).getJsonObject("event").getString("id"))));
            StreamClient rest =
                    fixture.connect("/v1/topics/orders/stream?to=now&credit=1000&from=" + frame.getString("token"));
            rest.awaitFrame("completed");
            List<Integer> both = new ArrayList<>(seen);
            both.addAll(rest.ids());
            assertThat(both).hasSize(60).doesNotHaveDuplicates();
        }
    }

    @Test
    void shouldGiveTheSameOrderAtEveryRunWhenOrderedByTime() {
        for (int topic = 0; topic < 3; topic++) {
            fixture.log.topic("t" + topic, 3);
        }
        Random random = new Random(7);
        for (int id = 0; id < 500; id++) {
            fixture.put("t" + random.nextInt(3), random.nextInt(3), id);
            fixture.clock.addAndGet(-random.nextInt(2));
        }
        List<Integer> first = null;
        for (int run = 0; run < 5; run++) {
            StreamClient client = fixture.subscribe("{\"op\":\"subscribe\",\"topics\":[\"t2\",\"t0\",\"t1\"],"
                    + "\"from\":\"earliest\",\"to\":\"now\",\"order\":\"time\",\"credit\":1000,\"batch\":{\"events\":"
                    + (1 + 37 * run) + "}}");
            assertThat(client.awaitFrame("completed").getInteger("delivered")).isEqualTo(500);
            first = first == null ? client.ids() : first;
            assertThat(client.ids()).isEqualTo(first);
        }
        assertThat(first).isNotNull();
    }

    @Test
    void shouldSendOnlyWhatMatchesAndSpendNoCreditOnTheRestWhenFiltered() {
        fixture.log.topic("orders", 2);
        IntStream.range(0, 100).forEach(id -> fixture.put("orders", id / 50, id));
        StreamClient client = fixture.subscribe("{\"op\":\"subscribe\",\"topics\":[\"orders\"],\"from\":\"earliest\","
                + "\"to\":\"now\",\"filter\":[{\"exact\":{\"type\":\"even\"}}],\"credit\":51}");
        assertThat(client.awaitFrame("completed").getInteger("delivered")).isEqualTo(50);
        assertThat(client.ids()).hasSize(50).allMatch(id -> id % 2 == 0);
        StreamClient byQuery = fixture.connect("/v1/topics/orders/stream?from=earliest&to=now&credit=100&type=od*");
        byQuery.awaitFrame("completed");
        assertThat(byQuery.ids()).hasSize(50).allMatch(id -> id % 2 == 1);
    }

    @Test
    void shouldDeliverExactlyTheRangeWhenItIsBoundedByTime() {
        fixture.log.topic("orders", 1);
        IntStream.range(0, 20).forEach(id -> fixture.put("orders", 0, id));
        String from = java.time.Instant.ofEpochMilli(1_700_000_000_006L).toString();
        String to = java.time.Instant.ofEpochMilli(1_700_000_000_011L).toString();
        StreamClient client = fixture.connect("/v1/topics/orders/stream?credit=100&from=" + from + "&to=" + to);
        client.awaitFrame("completed");
        assertThat(client.ids()).containsExactly(5, 6, 7, 8, 9);
    }

    @Test
    void shouldDeliverExactlyTheRangeWhenItIsBoundedByPositions() {
        fixture.log.topic("orders", 1);
        IntStream.range(0, 20).forEach(id -> fixture.put("orders", 0, id));
        StreamClient client = fixture.subscribe("{\"op\":\"subscribe\",\"topics\":[\"orders\"],"
                + "\"from\":{\"positions\":[{\"topic\":\"orders\",\"partition\":0,\"offset\":3}]},"
                + "\"to\":{\"positions\":[{\"topic\":\"orders\",\"partition\":0,\"offset\":6}]},\"credit\":100}");
        client.awaitFrame("completed");
        assertThat(client.ids()).containsExactly(3, 4, 5);
        assertThat(client.awaitClose()).isEqualTo(1000);
    }

    @Test
    void shouldTellTheGapWhenAPlaceIsGone() {
        fixture.log.topic("orders", 1);
        IntStream.range(0, 20).forEach(id -> fixture.put("orders", 0, id));
        StreamClient before = fixture.subscribe("{\"op\":\"subscribe\",\"topics\":[\"orders\"],\"from\":\"earliest\","
                + "\"credit\":5,\"batch\":{\"events\":5}}");
        before.awaitEvents(5);
        String token = before.lastToken();
        fixture.log.trim(new Partition("orders", 0), 10);
        StreamClient trimmed = resume(token);
        assertThat(trimmed.awaitFrame("gap"))
                .isEqualTo(new JsonObject("{\"op\":\"gap\",\"topic\":\"orders\",\"partition\":0,\"from\":5,\"to\":10,"
                        + "\"reason\":\"retention\"}"));
        trimmed.awaitEvents(10);
        fixture.log.truncate(new Partition("orders", 0), 2);
        StreamClient truncated = resume(token);
        assertThat(truncated.awaitFrame("gap").getString("reason")).isEqualTo("truncated");
        fixture.log.delete("orders");
        fixture.log.topic("orders", 1);
        fixture.put("orders", 0, 77);
        StreamClient recreated = resume(token);
        assertThat(recreated.awaitFrame("gap").getString("reason")).isEqualTo("recreated");
        recreated.awaitEvents(1);
        assertThat(recreated.ids()).containsExactly(77);
    }

    @Test
    void shouldGoBackToWhereTheLogWasCutOffWhenItHasGrownPastThePlaceSince() {
        for (int keep = 0; keep <= 12; keep++) {
            String topic = "cut-" + keep;
            fixture.log.blocksOf(5).topic(topic, 1);
            IntStream.range(0, 12).forEach(id -> fixture.put(topic, 0, id));
            StreamClient before = fixture.connect("/v1/topics/" + topic + "/stream?from=earliest&credit=10");
            before.awaitEvents(10);
            fixture.log.truncate(new Partition(topic, 0), keep);
            IntStream.range(100, 120).forEach(id -> fixture.put(topic, 0, id));
            StreamClient after =
                    fixture.connect("/v1/topics/" + topic + "/stream?to=now&credit=100&from=" + before.lastToken());
            after.awaitFrame("completed");
            if (keep < 10) {
                JsonObject gap = after.awaitFrame("gap");
                assertThat(gap.getLong("from")).isEqualTo(10);
                assertThat(gap.getLong("to")).isEqualTo(keep);
            } else {
                assertThat(after.frames("gap")).isEmpty();
            }
            assertThat(after.ids()).hasSize(keep + 20 - Math.min(keep, 10)).endsWith(119);
        }
    }

    @Test
    void shouldGoOnByItselfWhenTheLogWasAway() {
        fixture.log.topic("orders", 1);
        IntStream.range(0, 100).forEach(id -> fixture.put("orders", 0, id));
        StreamClient client =
                fixture.subscribe("{\"op\":\"subscribe\",\"topics\":[\"orders\"],\"from\":\"earliest\",\"credit\":10}");
        client.awaitEvents(10);
        fixture.log.available(false);
        client.request(1000);
        fixture.log.available(true);
        client.awaitEvents(100);
        assertThat(client.ids()).isEqualTo(IntStream.range(0, 100).boxed().toList());
    }

    @Test
    void shouldPassOverHolesWhenTheLogHasThem() {
        fixture.log.topic("orders", 1);
        Partition partition = new Partition("orders", 0);
        for (int id = 0; id < 10; id++) {
            fixture.put("orders", 0, id);
            fixture.log.holes(partition, 40 * id);
        }
        StreamClient client = fixture.connect("/v1/topics/orders/stream?from=earliest&to=now&credit=100");
        client.awaitFrame("completed");
        assertThat(client.ids()).isEqualTo(IntStream.range(0, 10).boxed().toList());
    }

    @Test
    void shouldSendBareEventsWhenAskedForCloudEvents() {
        fixture.log.topic("orders", 1);
        IntStream.range(0, 1000).forEach(id -> fixture.put("orders", 0, id));
        StreamClient client = fixture.connect("/v1/topics/orders/stream?from=earliest&to=now", "cloudevents.json");
        assertThat(client.awaitClose()).isEqualTo(1000);
        assertThat(client.socket().subProtocol()).isEqualTo("cloudevents.json");
        assertThat(client.messages())
                .isEqualTo(
                        IntStream.range(0, 1000).mapToObj(StreamFixture::event).toList());
    }

    @Test
    void shouldTellThePlaceAndCloseWhenTheNodeGoesAway() {
        fixture.log.topic("orders", 1);
        fixture.put("orders", 0, 1);
        StreamClient client = subscribeAll("\"earliest\"");
        client.awaitFrame("caughtUp");
        fixture.edge.drain();
        client.awaitFrame("token");
        assertThat(client.awaitClose()).isEqualTo(1001);
        assertThat(fixture.delivery.subscriptions()).isZero();
    }

    @Test
    void shouldAnswerClosedWhenUnsubscribed() {
        fixture.log.topic("orders", 1);
        StreamClient client = subscribeAll("\"latest\"");
        client.awaitFrame("caughtUp");
        client.send("{\"op\":\"unsubscribe\"}");
        client.awaitFrame("closed");
        assertThat(client.awaitClose()).isEqualTo(1000);
    }

    private StreamClient subscribeAll(String from) {
        return fixture.subscribe(
                "{\"op\":\"subscribe\",\"topics\":[\"orders\"],\"from\":" + from + ",\"credit\":100000}");
    }

    private StreamClient resume(String token) {
        return fixture.subscribe(
                "{\"op\":\"subscribe\",\"topics\":[\"orders\"],\"from\":{\"token\":\"" + token + "\"},\"credit\":100}");
    }

    private static void assertInOrder(List<JsonObject> deliveries, String what) {
        Map<Integer, Long> next = new HashMap<>();
        for (JsonObject delivery : deliveries) {
            long expected = next.getOrDefault(delivery.getInteger("partition"), 0L);
            assertThat(delivery.getLong("offset")).as(what).isEqualTo(expected);
            next.put(delivery.getInteger("partition"), expected + 1);
        }
    }
}
