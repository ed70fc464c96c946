package dev.playhead.ws;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.delivery.request.Start;
import dev.playhead.event.Position;
import dev.playhead.event.Problem;
import dev.playhead.event.RefusedException;
import dev.playhead.group.report.CursorMove;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The cursor of a group is moved while connections serve it. */
final class CursorMoveTest {
    private static final String SUBSCRIBE =
            "{\"op\":\"subscribe\",\"topics\":[\"orders\"],\"group\":\"billing\",\"from\":\"earliest\",\"credit\":1000}";

    private final StreamFixture fixture = new StreamFixture();

    @BeforeEach
    void fill() {
        fixture.log.topic("orders", 2);
        IntStream.range(0, 20).forEach(id -> fixture.put("orders", id % 2, id));
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void shouldDeliverAllAgainWhenMovedBackUnderConnections() {
        StreamClient first = fixture.subscribe(SUBSCRIBE);
        StreamClient other = fixture.subscribe(SUBSCRIBE);
        first.awaitThat(
                "all events", client -> client.ids().size() + other.ids().size() >= 20);
        confirm(first);
        confirm(other);

        CursorMove.Moves moves = StreamFixture.await(fixture.groups.cursor.move("billing", new Start.Earliest()));

        assertThat(moves.partitions()).allMatch(each -> each.to() == 0);
        assertThat(first.awaitFrame("problem").getString("code")).isEqualTo("going_away");
        assertThat(first.awaitClose()).isEqualTo(1001);
        assertThat(other.awaitClose()).isEqualTo(1001);
        StreamClient again = fixture.subscribe(SUBSCRIBE);
        again.awaitEvents(20);
        assertThat(again.ids()).hasSize(20).doesNotHaveDuplicates();
        assertThat(again.deliveries()).allMatch(each -> each.getInteger("attempt", 1) == 1);
        assertThat(confirm(again).getInteger("first")).isEqualTo(20);
        fixture.put("orders", 0, 20);
        again.awaitEvents(21);
        assertThat(again.ids()).doesNotHaveDuplicates();
    }

    @Test
    void shouldPassTheEventsBeforeWhenMovedForward() {
        StreamClient first = fixture.subscribe(SUBSCRIBE);
        first.awaitEvents(20);
        Start at = new Start.At(List.of(new Position("orders", 0, 8), new Position("orders", 1, 9)));

        StreamFixture.await(fixture.groups.cursor.move("billing", at));

        first.awaitClose();
        StreamClient again = fixture.subscribe(SUBSCRIBE);
        again.awaitEvents(3);
        fixture.put("orders", 0, 20);
        again.awaitEvents(4);
        assertThat(again.ids()).containsExactlyInAnyOrder(16, 18, 19, 20);
    }

    @Test
    void shouldLeaveParkedEventsParkedWhenMovedBack() {
        StreamClient first = fixture.subscribe(SUBSCRIBE);
        first.awaitEvents(20);
        first.send("{\"op\":\"fail\",\"ids\":[\"4\"],\"then\":\"park\",\"ref\":1}");
        first.awaitFrame("failed");
        first.send("{\"op\":\"fail\",\"ids\":[\"6\"],\"then\":\"skip\",\"ref\":2}");
        first.awaitThat("both", client -> client.frames("failed").size() == 2);

        CursorMove.Moves counted = StreamFixture.await(fixture.groups.cursor.count("billing", new Start.Earliest()));
        StreamFixture.await(fixture.groups.cursor.move("billing", new Start.Earliest()));

        StreamClient again = fixture.subscribe(SUBSCRIBE);
        again.awaitEvents(19);
        assertThat(again.ids()).contains(6).doesNotContain(4).hasSize(19);
        assertThat(counted.isExact()).isTrue();
        assertThat(counted.partitions()).extracting(CursorMove.Moved::events).containsExactly(1L, 0L);
    }

    @Test
    void shouldMoveOnceAtATimeAndLetTheGroupGoAfterwards() {
        StreamClient first = fixture.subscribe(SUBSCRIBE);
        first.awaitEvents(20);

        Future<CursorMove.Moves> one = fixture.groups.cursor.move("billing", new Start.Earliest());
        Future<CursorMove.Moves> two = fixture.groups.cursor.move("billing", new Start.Latest());
        Future.join(one, two)
                .toCompletionStage()
                .toCompletableFuture()
                .handle((done, failed) -> done)
                .join();

        assertThat(List.of(one, two))
                .as("one after the other, or one is told to try again")
                .allMatch(each -> each.succeeded() || RefusedException.is(each.cause(), Problem.BUSY))
                .anyMatch(Future::succeeded);
        StreamClient again = fixture.subscribe(SUBSCRIBE);
        again.awaitFrame("assigned");
        assertThat(again.frames("problem")).isEmpty();
    }

    private static JsonObject confirm(StreamClient client) {
        JsonArray ids = new JsonArray();
        client.ids().forEach(id -> ids.add(String.valueOf(id)));
        client.send(new JsonObject()
                .put("op", "confirm")
                .put("ref", 1)
                .put("ids", ids)
                .encode());
        return client.awaitFrame("confirmed");
    }
}
