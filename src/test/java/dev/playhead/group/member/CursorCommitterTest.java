package dev.playhead.group.member;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.event.OffsetRange;
import dev.playhead.group.GroupCursor;
import dev.playhead.testing.Mood;
import io.vertx.core.Future;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class CursorCommitterTest {
    private final MemberWorld world = new MemberWorld();
    private final MemberWorld.Serving serving = world.new Serving(world.context("one"));
    private final CursorCommitter committer = serving.committer;

    @BeforeEach
    void serve() {
        world.append(MemberWorld.orders(0), 1, 2, 3);
        world.append(MemberWorld.orders(1), 4);
        serving.take(0, 1, 2).send();
    }

    @Test
    void shouldWriteOnlyThosePartitionsThatChangedWhenTheirIntervalHasPassed() {
        serving.at(0).confirmed(0);
        tick();

        assertThat(world.cursors.writes()).as("before the interval").isEmpty();

        world.loop.pass(MemberWorld.CURSOR_INTERVAL);
        tick();

        assertThat(world.cursors.writes()).hasSize(1);
        assertThat(world.cursors.writes().get(0))
                .extracting(GroupCursor::partition)
                .containsExactlyInAnyOrder(0, 1);
        assertThat(cursor(0).cursor()).isEqualTo(1);
        assertThat(cursor(0).delivered()).isEqualTo(3);
        assertThat(cursor(1).cursor()).isZero();

        world.loop.pass(MemberWorld.CURSOR_INTERVAL);
        tick();

        assertThat(world.cursors.writes()).as("nothing changed").hasSize(1);
    }

    @Test
    void shouldWriteOneAtATimeWhenAWriteTakesLong() {
        world.cursorLink.mood(Mood.HUNG);
        world.loop.pass(MemberWorld.CURSOR_INTERVAL);
        tick();
        int asked = world.cursorLink.calls();
        serving.at(0).confirmed(0);
        world.loop.pass(MemberWorld.CURSOR_INTERVAL);
        tick();

        assertThat(world.cursorLink.calls()).isEqualTo(asked);

        world.cursorLink.mood(Mood.WELL);
        world.loop.run();
        tick();

        assertThat(world.cursorLink.calls()).isEqualTo(asked + 1);
        assertThat(cursor(0).cursor()).isEqualTo(1);
    }

    @Test
    void shouldWriteAgainWhenAWriteFailed() {
        for (Mood mood : List.of(Mood.AWAY, Mood.DEAF)) {
            serving.at(0).confirmedElsewhere(serving.at(0).sentEvent(0).identity());
            world.cursorLink.mood(mood);
            world.loop.pass(MemberWorld.CURSOR_INTERVAL);
            tick();
            world.cursorLink.mood(Mood.WELL);
            int before = world.cursors.writes().size();
            world.loop.pass(MemberWorld.CURSOR_INTERVAL);
            tick();

            assertThat(world.cursors.writes()).as("after %s", mood).hasSize(before + 1);
        }
    }

    @Test
    void shouldFailAWriteThatWasAskedForWhenTheStoreIsAway() {
        world.cursorLink.mood(Mood.AWAY);

        assertThat(committer.write(serving.assigned.list()).failed()).isTrue();
        assertThat(committer.write(List.of()).succeeded())
                .as("nothing to write")
                .isTrue();
    }

    @Test
    void shouldWriteWhatIsSettledAboveTheCursor() {
        serving.at(0).confirmed(1);
        Future<Void> written = committer.write(List.of(serving.at(0)));

        assertThat(written.succeeded()).isTrue();
        assertThat(cursor(0).cursor()).isZero();
        assertThat(cursor(0).settled()).containsExactly(new OffsetRange(1, 2));
        assertThat(cursor(0).epoch()).isEqualTo(serving.at(0).lease().epoch());
    }

    private void tick() {
        committer.tick(serving.assigned.list(), world.loop.millis());
        world.loop.run();
    }

    private GroupCursor cursor(int partition) {
        GroupCursor found = world.cursors.at(MemberWorld.GROUP, MemberWorld.orders(partition));
        assertThat(found).isNotNull();
        return found;
    }
}
