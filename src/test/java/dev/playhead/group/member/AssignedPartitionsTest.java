package dev.playhead.group.member;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.event.OffsetRange;
import dev.playhead.event.Partition;
import dev.playhead.group.GroupCursor;
import dev.playhead.group.Leases;
import dev.playhead.group.partition.AssignmentRound;
import dev.playhead.group.partition.ServedPartition;
import dev.playhead.testing.Mood;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class AssignedPartitionsTest {
    private final MemberWorld world = new MemberWorld();
    private final MemberWorld.Serving serving = world.new Serving(world.context("one"));
    private final AssignedPartitions assigned = serving.assigned;

    @Test
    void shouldServeThePartitionsThatItIsAssigned() {
        serving.take(0, 2);

        assertThat(served()).containsExactly(MemberWorld.orders(0), MemberWorld.orders(2));
        assertThat(serving.outlet.said).containsExactly("assigned [orders-0, orders-2] in 1");
        assertThat(serving.turns).isEqualTo(1);
        assertThat(assigned.find(MemberWorld.orders(1))).isNull();
        assertThat(holders()).containsOnlyKeys(MemberWorld.orders(0), MemberWorld.orders(2));
    }

    @Test
    void shouldGoOnWhereTheLastOwnerWasWhenItTakesAPartition() {
        world.append(MemberWorld.orders(0), 1, 2, 3);
        world.cursors.put(List.of(new GroupCursor(
                MemberWorld.GROUP, "orders", world.topic.id(), 0, 7, 1, List.of(new OffsetRange(2, 3)), 3)));
        serving.take();
        world.loop.pass(MemberWorld.LEASE);
        serving.take(0);

        assertThat(serving.at(0).lease().epoch()).as("above the last owner's").isEqualTo(8);
        assertThat(serving.send()).as("one of three is open").isEqualTo(1);
        assertThat(serving.at(0).sentEvent(1)).isNotNull();
    }

    @Test
    void shouldGiveUpAtOnceWhenAPartitionMovesAndNothingIsInFlight() {
        world.append(MemberWorld.orders(0), 1);
        serving.take(0, 1).send();
        serving.at(0).confirmed(0);
        serving.take(1);

        assertThat(served()).containsExactly(MemberWorld.orders(1));
        assertThat(serving.outlet.said).last().isEqualTo("revoked [orders-0]");
        assertThat(holders()).containsOnlyKeys(MemberWorld.orders(1));
        assertThat(world.cursors.at(MemberWorld.GROUP, MemberWorld.orders(0)).cursor())
                .isEqualTo(1);
        assertThat(serving.syncs).isEqualTo(1);
    }

    @Test
    void shouldWaitForWhatIsInFlightWhenAPartitionMoves() {
        world.append(MemberWorld.orders(0), 1, 2);
        serving.take(0).send();
        serving.take();
        world.append(MemberWorld.orders(0), 3);

        assertThat(served()).containsExactly(MemberWorld.orders(0));
        assertThat(serving.send()).as("nothing new is sent").isZero();

        serving.at(0).confirmed(0);
        assigned.check();

        assertThat(served()).as("one is in flight").hasSize(1);

        serving.at(0).confirmed(1);
        assigned.check();
        world.loop.run();

        assertThat(served()).isEmpty();
        assertThat(holders()).isEmpty();
    }

    @Test
    void shouldWaitNoLongerThanTheDrainWhenWhatIsInFlightIsNotSettled() {
        world.append(MemberWorld.orders(0), 1);
        serving.take(0).send();
        serving.take();
        world.loop.pass(MemberWorld.DRAIN.minusMillis(1));
        assigned.tick(world.loop.millis());

        assertThat(served()).hasSize(1);

        world.loop.pass(Duration.ofMillis(1));
        assigned.tick(world.loop.millis());
        world.loop.run();

        assertThat(served()).isEmpty();
        assertThat(holders()).isEmpty();
    }

    @Test
    void shouldLoseAPartitionWhenItsLeaseRanOut() {
        world.append(MemberWorld.orders(0), 1, 2);
        serving.take(0).send();
        serving.at(0).confirmed(0);
        ServedPartition lost = serving.at(0);
        world.loop.pass(MemberWorld.LEASE.minusNanos(1));
        assigned.check();

        assertThat(served()).hasSize(1);

        world.loop.pass(Duration.ofNanos(1));
        assigned.check();

        assertThat(served()).isEmpty();
        assertThat(lost.isClosed()).isTrue();
        assertThat(serving.outlet.said).last().isEqualTo("revoked [orders-0]");
        assertThat(serving.syncs).isEqualTo(1);
        assertThat(lost.meters().repeatable.count())
                .as("one confirmation was not in a written cursor")
                .isEqualTo(1);
    }

    @Test
    void shouldServeOnWhenItsLeaseIsRenewed() {
        serving.take(0);
        for (int round = 0; round < 5; round++) {
            world.loop.pass(MemberWorld.LEASE.dividedBy(2));
            serving.take(0);
            assigned.check();
        }

        assertThat(served()).hasSize(1);
        assertThat(serving.outlet.said).hasSize(1);
    }

    @Test
    void shouldLoseAPartitionWhenAnotherHasItsLease() {
        serving.take(0, 1);
        world.store.empty();
        MemberWorld.done(world.stores.leases().sync(MemberWorld.GROUP, List.of("one", "another")));
        world.stores.leases().acquire(MemberWorld.GROUP, "another", Map.of(MemberWorld.orders(0), 0L));
        world.loop.pass(Duration.ofMillis(1));
        assigned.round(world.round("one"));
        world.loop.run();

        assertThat(served()).isEmpty();
        assertThat(serving.outlet.said).contains("revoked [orders-0]", "revoked [orders-1]");
        assertThat(holders().get(MemberWorld.orders(0)).member()).isEqualTo("another");
    }

    @Test
    void shouldKeepAPartitionWhenTheRoundWasAskedBeforeItWasTaken() {
        AssignmentRound early = world.round("one", 0);
        world.loop.pass(Duration.ofMillis(1));
        serving.take(0);
        assigned.round(early);

        assertThat(served()).hasSize(1);
    }

    @Test
    void shouldGiveBackALeaseThatItDoesNotServe() {
        MemberWorld.done(world.stores.leases().sync(MemberWorld.GROUP, List.of("one")));
        world.stores.leases().acquire(MemberWorld.GROUP, "one", Map.of(MemberWorld.orders(2), 0L));
        serving.take();

        assertThat(holders()).isEmpty();
        assertThat(serving.syncs).isEqualTo(1);
    }

    @Test
    void shouldTakeAgainWhenAPartitionCouldNotBeLoaded() {
        for (Mood mood : List.of(Mood.AWAY, Mood.DEAF)) {
            world.cursorLink.mood(mood);
            serving.take(0);

            assertThat(served()).as(mood.name()).isEmpty();
            assertThat(holders()).as(mood.name()).isEmpty();

            world.cursorLink.mood(Mood.WELL);
            serving.take(0);

            assertThat(served()).as("after %s", mood).hasSize(1);
            serving.take();
        }
    }

    @Test
    void shouldAskOnceWhenRoundsFollowWhileALoadIsUnderWay() {
        world.cursorLink.mood(Mood.HUNG);
        serving.take(0);
        int asked = world.cursorLink.calls();
        serving.take(0);
        serving.take(0);

        assertThat(world.cursorLink.calls()).isEqualTo(asked);

        world.cursorLink.mood(Mood.WELL);
        world.loop.run();

        assertThat(served()).hasSize(1);
    }

    @Test
    void shouldGiveUpAPartitionWhenItsLogWasCutOff() {
        world.append(MemberWorld.orders(0), 1);
        world.cursors.put(
                List.of(new GroupCursor(MemberWorld.GROUP, "orders", world.topic.id(), 0, 0, 4, List.of(), 4)));
        serving.take(0).send();
        assigned.check();
        world.loop.run();

        assertThat(served()).isEmpty();
        assertThat(world.cursors.at(MemberWorld.GROUP, MemberWorld.orders(0)).cursor())
                .isEqualTo(1);
    }

    @Test
    void shouldServeNothingMoreWhenItWasClosedDuringALoad() {
        world.cursorLink.mood(Mood.HUNG);
        serving.take(0);
        assigned.close();
        world.cursorLink.mood(Mood.WELL);
        world.loop.run();

        assertThat(served()).isEmpty();
        assertThat(serving.outlet.said).isEmpty();
    }

    @Test
    void shouldWriteAllCursorsAndRevokeNothingWhenItIsClosed() {
        world.append(MemberWorld.orders(0), 1);
        serving.take(0, 1).send();
        serving.at(0).confirmed(0);
        Future<Void> closed = assigned.close();
        world.loop.run();

        assertThat(closed.succeeded()).isTrue();
        assertThat(served()).isEmpty();
        assertThat(world.cursors.at(MemberWorld.GROUP, MemberWorld.orders(0)).cursor())
                .isEqualTo(1);
        assertThat(world.cursors.at(MemberWorld.GROUP, MemberWorld.orders(1)).cursor())
                .isZero();
        assertThat(serving.outlet.said).noneMatch(said -> said.startsWith("revoked"));
    }

    @Test
    void shouldCloseWhenTheCursorsCannotBeWritten() {
        serving.take(0);
        world.cursorLink.mood(Mood.AWAY);

        assertThat(assigned.close().succeeded()).isTrue();
    }

    private List<Partition> served() {
        return assigned.list().stream().map(ServedPartition::partition).toList();
    }

    private Map<Partition, Leases.Holder> holders() {
        return MemberWorld.done(world.stores.leases().sync(MemberWorld.GROUP, List.of()))
                .holders();
    }
}
