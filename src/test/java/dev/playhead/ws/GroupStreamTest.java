package dev.playhead.ws;

import static dev.playhead.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.event.Partition;
import dev.playhead.log.Topic;
import dev.playhead.testing.MemoryLeases;
import dev.playhead.testing.Mood;
import io.micrometer.core.instrument.Counter;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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
        eventually("parked", () -> parked(new Partition("orders", poison.getInteger("partition"))) == 1);
        assertThat(client.ids()).hasSize(6);
    }

    @Test
    void shouldRedriveTheCopyWhenTheLogHasLetGoOfTheEvent() throws Exception {
        fixture.put("orders", 0, 0);
        StreamClient client = subscribe(1000);
        client.awaitEvents(1);
        client.send("{\"op\":\"fail\",\"ids\":[\"0\"],\"then\":\"park\",\"reason\":\"bad\",\"ref\":1}");
        client.awaitFrame("failed");
        close(client);
        fixture.put("orders", 0, 4);
        Partition partition = new Partition("orders", 0);
        fixture.log.trim(partition, 1);
        StreamFixture.await(fixture.groups.redrives.ask("billing", partition, List.of(0L)));

        StreamClient next = subscribe(1000);
        next.awaitEvents(2);

        assertThat(next.ids()).containsExactlyInAnyOrder(0, 4);
        assertThat(confirm(next, next.deliveries()).getInteger("first")).isEqualTo(2);
        eventually("the copy is gone", () -> parked(partition) == 0);
    }

    private int parked(Partition partition) {
        return StreamFixture.await(fixture.groups.parking.load(
                        "billing", StreamFixture.await(fixture.log.find(partition.topic())), partition.index()))
                .entries()
                .size();
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

    @ParameterizedTest
    @ValueSource(strings = {"confirm", "skip", "park"})
    void shouldSendAnEventOfTwoPartitionsOnceUnlessTheFirstWasNotProcessed(String then) throws Exception {
        fixture.put("orders", 0, 4);
        fixture.put("orders", 1, 4);
        StreamClient client = subscribe(10);
        client.awaitEvents(1);
        eventually("the other waits", () -> waiting() == 1);
        if (then.equals("confirm")) {
            assertThat(confirm(client, client.deliveries()).getInteger("first")).isEqualTo(1);
        } else {
            fail(client, then);
            client.awaitThat("the other", each -> places(each).size() == 2);
            confirm(client, client.deliveries());
        }
        fixture.put("orders", 2, 8);
        client.awaitThat("the last", each -> each.ids().contains(8));
        eventually("nothing waits", () -> waiting() == 0);

        assertThat(places(client)).hasSize(then.equals("confirm") ? 2 : 3);
    }

    private static Set<JsonObject> places(StreamClient client) {
        return client.deliveries().stream().map(GroupStreamTest::position).collect(Collectors.toSet());
    }

    @Test
    void shouldFreeTheKeyOfWhatIsDiscardedAsSoonAsItIsParked() throws Exception {
        StreamFixture.await(fixture.groups.groups.put(
                "billing",
                fixture.groups.specs.read(
                        new JsonObject("{\"topics\":[\"orders\"],\"from\":\"earliest\",\"onParked\":\"block\"}"))));
        StreamClient client = subscribe(100);
        for (int id = 0; id < 5; id++) {
            int count = id + 1;
            fixture.put("orders", 0, "key", id);
            client.awaitEvents(count);
            client.send("{\"op\":\"fail\",\"ids\":[\"" + id + "\"],\"then\":\"park\",\"ref\":" + id + "}");
            client.awaitThat("failed", each -> each.frames("failed").size() == count);
            StreamFixture.await(fixture.groups.parking.forget("billing"));
            int calls = fixture.groups.link.calls();
            client.awaitThat("a few rounds", any -> fixture.groups.link.calls() > calls + 20);
        }
    }

    @Test
    void shouldRemoveCopiesThatWereRedrivenWellWhenTheConnectionClosesAtOnce() throws Exception {
        put(0, 40);
        StreamClient client = subscribe(1000);
        client.awaitEvents(40);
        fail(client, "park");
        eventually("parked", () -> fixture.groups.parking.counts("billing").getOrDefault("orders", 0) == 40);
        for (int partition = 0; partition < 4; partition++) {
            StreamFixture.await(fixture.groups.redrives.ask(
                    "billing",
                    new Partition("orders", partition),
                    LongStream.range(0, 10).boxed().toList()));
        }
        client.awaitEvents(80);
        confirm(client, client.deliveries().subList(40, 80));
        close(client);

        eventually("removed", () -> fixture.groups.parking.counts("billing").getOrDefault("orders", 0) == 0);
        eventually("forgotten", () -> StreamFixture.await(
                        fixture.groups.redrives.asked("billing", new Partition("orders", 3)))
                .isEmpty());
    }

    @Test
    void shouldNotSendWhatIsDiscardedWhileItsRedriveWaits() throws Exception {
        fixture.put("orders", 0, 0);
        StreamClient client = subscribe(1);
        client.awaitEvents(1);
        fail(client, "park");
        StreamFixture.await(fixture.groups.redrives.ask("billing", new Partition("orders", 0), List.of(0L)));
        eventually("taken up", () -> waiting() == 1);
        StreamFixture.await(fixture.groups.parking.forget("billing"));
        eventually("let go of", () -> waiting() == 0);

        fixture.put("orders", 0, 4);
        client.request(5);
        client.awaitEvents(2);
        assertThat(client.ids()).containsExactly(0, 4);
    }

    @Test
    void shouldWaitAndGoOnByItselfWhenTheStoreIsAwayForAWhile() {
        put(0, 4);
        StreamClient client = subscribe(1000);
        client.awaitEvents(4);
        List<JsonObject> early = List.copyOf(client.deliveries());
        fixture.groups.link.mood(Mood.AWAY);
        JsonArray positions = new JsonArray();
        early.forEach(each -> positions.add(position(each)));
        client.send(new JsonObject()
                .put("op", "confirm")
                .put("ref", 77)
                .put("positions", positions)
                .encode());
        JsonObject refused = client.awaitFrame("problem");
        assertThat(refused.getBoolean("retryable")).isTrue();
        assertThat(refused.getInteger("ref")).isEqualTo(77);
        put(4, 4);
        int calls = fixture.groups.link.calls();
        client.awaitThat("look-ups", any -> fixture.groups.link.calls() > calls + 4);
        assertThat(client.deliveries()).hasSize(4);

        fixture.groups.link.mood(Mood.WELL);
        client.awaitThat("the others", each -> new HashSet<>(each.ids()).size() == 8);
        assertThat(confirm(client, early).getInteger("first")).isEqualTo(4);
    }

    @Test
    void shouldRepeatNoMoreThanWasConfirmedSinceThePlaceWhenTheStoreComesBackEmpty() {
        put(0, 40);
        StreamClient client = subscribe(1000);
        client.awaitEvents(40);
        confirm(client, client.deliveries());
        fixture.groups.store.empty();
        client.awaitThat("the loss", each -> !each.frames("revoked").isEmpty());
        client.awaitThat("all partitions again", each -> assigned(each).size() == 4);
        put(40, 40);
        client.awaitThat("the others", each -> new HashSet<>(each.ids()).size() == 80);

        double repeatable = fixture.registry.find("playhead.group.repeatable").counters().stream()
                .mapToDouble(Counter::count)
                .sum();
        long repeated = client.deliveries().stream()
                .skip(40)
                .filter(each -> each.getJsonObject("event").getString("id").matches("[0-9]|[123][0-9]"))
                .count();
        assertThat((double) repeated).isLessThanOrEqualTo(repeatable);
    }

    @Test
    void shouldNotPassTheDeadlineWhileItIsExtended() {
        fixture.put("orders", 0, 0);
        fixture.put("orders", 1, 1);
        StreamClient client = subscribe(1000);
        client.awaitEvents(2);
        for (int asked = 0; client.deliveries().size() == 2; asked++) {
            int answers = asked;
            client.send("{\"op\":\"extend\",\"ids\":[\"0\"],\"ref\":" + asked + "}");
            client.awaitThat("extended", each -> each.frames("extended").size() > answers);
        }
        assertThat(client.ids().get(2)).isEqualTo(1);
        assertThat(client.deliveries().get(2).getInteger("attempt")).isEqualTo(2);
    }

    @Test
    void shouldWritePlacesAndReleaseLeasesWhenTheNodeStops() {
        put(0, 8);
        StreamClient client = subscribe(1000);
        client.awaitEvents(8);
        confirm(client, client.deliveries());
        StreamFixture.await(fixture.edge.drain());

        Topic orders = StreamFixture.await(fixture.log.find("orders"));
        assertThat(StreamFixture.await(fixture.groups.places.load("billing", orders))
                        .values())
                .allMatch(place -> place.cursor() == 2)
                .hasSize(4);
        MemoryLeases leases = new MemoryLeases(fixture.groups.store, fixture.groups.link, GroupFixture.LEASE);
        assertThat(StreamFixture.await(leases.sync("billing", List.of())).holders())
                .isEmpty();
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

    private int waiting() {
        return StreamFixture.await(fixture.groups.streams.served("billing")).stream()
                .mapToInt(each -> each.load().waiting())
                .sum();
    }

    /** All that it was given. */
    private static void fail(StreamClient client, String then) {
        JsonArray positions = new JsonArray();
        client.deliveries().forEach(each -> positions.add(position(each)));
        client.send(new JsonObject()
                .put("op", "fail")
                .put("ref", 0)
                .put("positions", positions)
                .put("then", then)
                .encode());
        client.awaitFrame("failed");
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
