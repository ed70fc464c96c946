package dev.playhead.ws;

import static dev.playhead.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class GroupStreamTest {
    private final StreamFixture fixture = new StreamFixture();

    @BeforeEach
    void topic() {
        fixture.log.topic("orders", 4);
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void shouldDeliverNothingAgainThatWasConfirmedWhenTheConnectionComesBack() throws Exception {
        put(0, 100);
        StreamClient first = subscribe(60);
        first.awaitEvents(60);
        JsonObject confirmed = confirm(first, first.deliveries().subList(0, 40));
        assertThat(confirmed.getInteger("first")).isEqualTo(40);
        close(first);

        StreamClient second = subscribe(1000);
        second.awaitEvents(60);
        confirm(second, second.deliveries());
        put(100, 10);
        second.awaitEvents(70);

        Set<Integer> again = new HashSet<>(second.ids());
        assertThat(again).doesNotContainAnyElementsOf(first.ids().subList(0, 40));
        assertThat(again).hasSize(70);
        assertThat(second.deliveries().stream()
                        .filter(each -> each.getInteger("attempt", 1) == 2)
                        .count())
                .isEqualTo(20);
    }

    @Test
    void shouldAnswerEveryFormOfConfirmation() {
        put(0, 20);
        StreamClient client = subscribe(20);
        client.awaitEvents(20);
        List<JsonObject> all = client.deliveries();
        String id = all.get(0).getJsonObject("event").getString("id");
        JsonObject event = all.get(1).getJsonObject("event");

        JsonObject byId = answer(
                client, new JsonObject().put("ids", new JsonArray().add(id).add("nowhere")));
        assertThat(byId.getInteger("first")).isEqualTo(1);
        assertThat(byId.getInteger("unknown")).isEqualTo(1);
        assertThat(answer(client, new JsonObject().put("ids", new JsonArray().add(id)))
                        .getInteger("duplicate"))
                .isEqualTo(1);
        assertThat(answer(
                                client,
                                new JsonObject()
                                        .put(
                                                "events",
                                                new JsonArray()
                                                        .add(new JsonObject()
                                                                .put("source", event.getString("source"))
                                                                .put("id", event.getString("id")))))
                        .getInteger("first"))
                .isEqualTo(1);
        int sum = 0;
        for (int partition = 0; partition < 4; partition++) {
            JsonObject upTo = new JsonObject()
                    .put("topic", "orders")
                    .put("partition", partition)
                    .put("offset", 1000);
            sum += answer(client, new JsonObject().put("upTo", new JsonArray().add(upTo)))
                    .getInteger("first");
        }
        assertThat(sum).isEqualTo(18);
    }

    @Test
    void shouldShareThePartitionsWhenConnectionsComeAndGo() throws Exception {
        StreamClient first = subscribe(1000);
        first.awaitThat("four partitions", client -> assigned(client).size() == 4);
        StreamClient second = subscribe(1000);
        second.awaitThat("two partitions", client -> assigned(client).size() == 2);
        first.awaitThat("two partitions less", client -> assigned(client).size() == 2);
        assertThat(assigned(first)).doesNotContainAnyElementsOf(assigned(second));
        close(second);
        first.awaitThat("all partitions again", client -> assigned(client).size() == 4);
    }

    @Test
    void shouldWaitForWhatIsInFlightWhenAPartitionMoves() {
        put(0, 8);
        StreamClient first = subscribe(1000);
        first.awaitEvents(8);
        StreamClient second = subscribe(1000);
        second.awaitFrame("subscribed");
        put(8, 8);
        confirm(first, first.deliveries());
        second.awaitThat("two partitions", client -> assigned(client).size() == 2);
        second.awaitEvents(4);

        List<Integer> both = new ArrayList<>(first.ids());
        both.addAll(second.ids());
        first.awaitThat("the rest", client -> client.ids().size() + second.ids().size() >= 16);
        both = new ArrayList<>(first.ids());
        both.addAll(second.ids());
        assertThat(both)
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.range(0, 16).boxed().toList());
    }

    @Test
    void shouldTryAgainAndParkWhenAnEventFails() throws Exception {
        put(0, 4);
        StreamClient client = subscribe(1000);
        client.awaitEvents(4);
        JsonObject poison = client.deliveries().get(0);
        confirm(client, client.deliveries().subList(1, 4));
        for (int attempt = 1; attempt <= 3; attempt++) {
            int count = 3 + attempt;
            client.awaitEvents(count);
            assertThat(client.deliveries().get(count - 1).getInteger("attempt", 1))
                    .isEqualTo(attempt);
            client.send(new JsonObject()
                    .put("op", "fail")
                    .put("ref", attempt)
                    .put("positions", new JsonArray().add(position(poison)))
                    .put("reason", "bad")
                    .encode());
            client.awaitThat("failed", each -> each.frames("failed").size() >= count - 3);
        }
        eventually(
                "parked",
                () -> StreamFixture.await(fixture.groups.parking.load(
                                        "billing",
                                        StreamFixture.await(fixture.log.find("orders")),
                                        poison.getInteger("partition")))
                                .entries()
                                .size()
                        == 1);
        assertThat(client.ids()).hasSize(6);
    }

    @Test
    void shouldDeliverAgainWhenTheDeadlinePasses() {
        put(0, 1);
        StreamClient client = subscribe(1000);
        client.awaitEvents(2);
        assertThat(client.deliveries().get(1).getInteger("attempt")).isEqualTo(2);
        assertThat(confirm(client, client.deliveries().subList(1, 2)).getInteger("first"))
                .isEqualTo(1);
    }

    @Test
    void shouldNotSendTheSameEventAgainWhenItsSkippedFirstCopyIsConfirmedLate() {
        fixture.put("orders", 0, 4);
        fixture.put("orders", 0, 4);
        StreamClient client = subscribe(1);
        client.awaitEvents(1);
        client.send("{\"op\":\"fail\",\"ids\":[\"4\"],\"then\":\"skip\",\"ref\":1}");
        client.awaitFrame("failed");
        assertThat(confirm(client, client.deliveries()).getInteger("first")).isEqualTo(1);
        assertThat(confirm(client, client.deliveries()).getInteger("duplicate")).isEqualTo(1);

        fixture.put("orders", 0, 8);
        client.request(5);
        client.awaitEvents(2);
        assertThat(client.ids()).containsExactly(4, 8);
    }

    @Test
    void shouldSendNothingWithoutCreditAndSpendItOnRedeliveriesToo() {
        put(0, 3);
        StreamClient client = subscribe(3);
        client.awaitEvents(3);
        client.send("{\"op\":\"fail\",\"ids\":[\"0\",\"1\",\"2\"],\"ref\":1}");
        client.awaitFrame("failed");
        client.request(2);
        client.awaitEvents(5);
        client.request(1);
        client.awaitEvents(6);
        assertThat(client.deliveries().subList(3, 6)).allMatch(each -> each.getInteger("attempt") == 2);
    }

    private void put(int from, int count) {
        IntStream.range(from, from + count).forEach(id -> fixture.put("orders", id % 4, id));
    }

    private StreamClient subscribe(int credit) {
        return fixture.subscribe("{\"op\":\"subscribe\",\"topics\":[\"orders\"],\"group\":\"billing\","
                + "\"from\":\"earliest\",\"credit\":" + credit + "}");
    }

    private static void close(StreamClient client) {
        StreamFixture.await(client.socket().close());
        client.awaitClose();
    }

    private static JsonObject confirm(StreamClient client, List<JsonObject> deliveries) {
        JsonArray positions = new JsonArray();
        deliveries.forEach(each -> positions.add(position(each)));
        return answer(client, new JsonObject().put("positions", positions));
    }

    private static JsonObject answer(StreamClient client, JsonObject named) {
        int ref = client.frames("confirmed").size();
        client.send(named.put("op", "confirm").put("ref", ref).encode());
        client.awaitThat("confirmed " + ref, each -> each.frames("confirmed").size() > ref);
        return client.frames("confirmed").get(ref);
    }

    static JsonObject position(JsonObject delivery) {
        return new JsonObject()
                .put("topic", delivery.getString("topic"))
                .put("partition", delivery.getInteger("partition"))
                .put("offset", delivery.getLong("offset"));
    }

    /** What it serves now. */
    private static Set<Integer> assigned(StreamClient client) {
        Set<Integer> serves = new HashSet<>();
        for (JsonObject frame : client.frames()) {
            if (List.of("assigned", "revoked").contains(frame.getString("op"))) {
                Set<Integer> partitions = frame.getJsonArray("partitions").stream()
                        .map(each -> ((JsonObject) each).getInteger("partition"))
                        .collect(Collectors.toSet());
                if (frame.getString("op").equals("assigned")) {
                    serves.addAll(partitions);
                } else {
                    serves.removeAll(partitions);
                }
            }
        }
        return serves;
    }
}
