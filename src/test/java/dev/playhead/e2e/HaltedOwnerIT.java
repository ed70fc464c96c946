package dev.playhead.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.e2e.checks.Checkers;
import dev.playhead.e2e.checks.History;
import dev.playhead.e2e.checks.History.Delivered;
import dev.playhead.e2e.checks.History.Kind;
import dev.playhead.e2e.checks.History.Taker;
import dev.playhead.e2e.checks.Place;
import dev.playhead.e2e.harness.Cluster;
import dev.playhead.e2e.harness.GroupTurn;
import dev.playhead.e2e.harness.Http;
import dev.playhead.e2e.harness.Samples;
import dev.playhead.e2e.harness.Stream;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The owner of a group's partitions is halted past its leases and goes on as if nothing had been: two processes. */
@Tag("slow")
@Timeout(240)
final class HaltedOwnerIT {
    private static final String TOPIC = "orders";
    private static final int EVENTS = 40;

    private final History history = new History(System::nanoTime);

    @ParameterizedTest
    @ValueSource(strings = {"log", "setnx"})
    void shouldDeliverNothingUnderItsOldEpochAndTakeItsLateConfirmationsWhenAHaltedOwnerGoesOn(String store)
            throws Exception {
        Vertx vertx = Vertx.vertx();
        try (Cluster cluster = Cluster.of("halted-" + store, 2, Map.of("confirmations.store", store))) {
            Http.of(cluster.node(0)).makeTopic(TOPIC, 2);
            put(cluster, "early");
            Taker old = new Taker(Kind.GROUP, "billing", "old");
            Taker next = new Taker(Kind.GROUP, "billing", "next");
            try (Stream halted = member(vertx, cluster, 0)) {
                List<Place> early = new ArrayList<>();
                GroupTurn before = new GroupTurn(history, old, "0", halted);
                while (early.size() < EVENTS) {
                    early.addAll(taken(before, halted.next()));
                }
                cluster.halt(0);
                put(cluster, "late");
                try (Stream taker = member(vertx, cluster, 1)) {
                    GroupTurn after = new GroupTurn(history, next, "1", taker);
                    List<Place> late = new ArrayList<>();
                    while (late.size() < 2 * EVENTS) {
                        late.addAll(taken(after, taker.next()));
                    }
                    assertThat(late).containsAll(early).doesNotHaveDuplicates();

                    cluster.goOn(0);
                    before.confirm(early);
                    JsonObject answer = awaitConfirmed(before, halted);
                    assertThat(answer.getInteger("first")).isEqualTo(EVENTS);
                    after.confirm(early);
                    assertThat(awaitConfirmed(after, taker).getInteger("duplicate"))
                            .isEqualTo(EVENTS);
                }
            }
            List<Delivered> again = history.all(Delivered.class).stream()
                    .filter(each -> each.taker().equals(old) && each.id().startsWith("late"))
                    .toList();
            assertThat(again).as("given by the halted node under its old epoch").isEmpty();
            assertThat(Checkers.confirmedStaysAway(history, Duration.ofSeconds(2)))
                    .isEmpty();
        } finally {
            vertx.close();
        }
    }

    private static Stream member(Vertx vertx, Cluster cluster, int node) throws Exception {
        return Stream.subscribe(
                vertx,
                cluster.node(node),
                Stream.request(TOPIC, "earliest").put("group", "billing").put("credit", 10 * EVENTS));
    }

    private static void put(Cluster cluster, String prefix) throws Exception {
        Http.of(cluster.node(1)).post(TOPIC, "", Samples.lines(Samples.events(prefix, EVENTS, 10)));
    }

    /** Puts the frame down without confirming anything; gives what it delivers. */
    private static List<Place> taken(GroupTurn turn, JsonObject frame) throws Exception {
        if ("events".equals(frame.getString("op"))) {
            return turn.put(Stream.deliveries(frame));
        }
        turn.take(frame);
        return List.of();
    }

    private static JsonObject awaitConfirmed(GroupTurn turn, Stream stream) throws Exception {
        for (JsonObject frame = stream.next(); ; frame = stream.next()) {
            taken(turn, frame);
            if ("confirmed".equals(frame.getString("op"))) {
                return frame;
            }
        }
    }
}
