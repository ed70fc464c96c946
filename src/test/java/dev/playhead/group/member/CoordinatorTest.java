package dev.playhead.group.member;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.event.Partition;
import dev.playhead.group.Bounded;
import dev.playhead.group.Counted;
import dev.playhead.group.GroupCursor;
import dev.playhead.group.partition.AssignmentRound;
import dev.playhead.testing.Mood;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class CoordinatorTest {
    private final MemberWorld world = new MemberWorld();
    private final Coordinator coordinator = world.coordinator(null);

    /** Takes what it is assigned at once, and gives back the rest. */
    private final class Member implements CoordinatedMember {
        private final String name;
        private final List<AssignmentRound> rounds = new ArrayList<>();
        private final List<Map<Partition, Long>> ends = new ArrayList<>();
        private boolean standsBack;

        Member(String name) {
            this.name = name;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public Context context() {
            return world.loop.context();
        }

        @Override
        public boolean standsBack() {
            return standsBack;
        }

        @Override
        public void round(AssignmentRound round) {
            rounds.add(round);
            world.stores
                    .leases()
                    .release(round.mine().values().stream()
                            .filter(lease -> !name.equals(round.target().get(lease.partition())))
                            .toList());
            round.target().forEach((partition, member) -> {
                if (member.equals(name) && !round.holders().containsKey(partition)) {
                    world.stores.leases().acquire(MemberWorld.GROUP, name, Map.of(partition, 0L));
                }
            });
        }

        @Override
        public void watch(Map<Partition, Long> now) {
            ends.add(now);
        }

        AssignmentRound last() {
            return rounds.get(rounds.size() - 1);
        }

        Set<Partition> target() {
            Set<Partition> mine = new HashSet<>();
            last().target().forEach((partition, member) -> {
                if (member.equals(name)) {
                    mine.add(partition);
                }
            });
            return mine;
        }
    }

    private Member join(Coordinator of, String name) {
        Member member = new Member(name);
        of.join(member);
        world.loop.run();
        return member;
    }

    @Test
    void shouldAssignAllPartitionsToTheOnlyMember() {
        Member one = join(coordinator, "one");

        assertThat(one.rounds).hasSize(1);
        assertThat(one.target()).containsExactlyInAnyOrderElementsOf(world.topic.all());
        assertThat(one.last().mine()).isEmpty();
        assertThat(one.last().topics()).containsOnlyKeys("orders");

        world.loop.pass(MemberWorld.SYNC);

        assertThat(one.last().mine()).containsOnlyKeys(world.topic.all());
    }

    @Test
    void shouldShareThePartitionsWhenMembersJoinAndLeave() {
        Member one = join(coordinator, "one");
        world.loop.pass(MemberWorld.SYNC);
        Member two = join(coordinator, "two");
        world.loop.pass(MemberWorld.SYNC);

        assertThat(one.target()).hasSize(2);
        assertThat(two.target()).hasSize(1);
        assertThat(two.last().mine()).containsOnlyKeys(two.target());

        coordinator.leave(one);
        world.loop.run();
        world.loop.pass(MemberWorld.SYNC);

        assertThat(two.target()).containsExactlyInAnyOrderElementsOf(world.topic.all());
        assertThat(two.last().mine()).containsOnlyKeys(world.topic.all());
    }

    @Test
    void shouldGiveThePartitionsToAMemberThatAsksWhenAnotherDoesNot() {
        Member one = join(coordinator, "one");
        world.loop.pass(MemberWorld.SYNC);
        one.standsBack = true;
        world.loop.pass(MemberWorld.SYNC);

        assertThat(one.target()).as("nobody else is there").containsExactlyInAnyOrderElementsOf(world.topic.all());

        Member two = join(world.coordinator(null), "two"); // of another node
        world.loop.pass(MemberWorld.SYNC.multipliedBy(3));

        assertThat(members()).as("all nodes see").containsExactly("two");
        assertThat(two.target()).containsExactlyInAnyOrderElementsOf(world.topic.all());
        assertThat(two.last().mine()).containsOnlyKeys(world.topic.all());

        one.standsBack = false;
        coordinator.sync();
        world.loop.pass(MemberWorld.SYNC.multipliedBy(3));

        assertThat(members()).containsExactlyInAnyOrder("one", "two");
        assertThat(one.last().mine()).isNotEmpty();
    }

    @Test
    void shouldKeepThePartitionsServedWhenNoMemberAsks() {
        Coordinator other = world.coordinator(null);
        Member one = join(coordinator, "one");
        Member two = join(other, "two");
        world.loop.pass(MemberWorld.SYNC);
        one.standsBack = true;
        two.standsBack = true;
        world.loop.pass(MemberWorld.UNASKED.multipliedBy(10));

        assertThat(members()).isNotEmpty();
        assertThat(MemberWorld.done(world.stores.leases().sync(MemberWorld.GROUP, List.of()))
                        .holders())
                .containsOnlyKeys(world.topic.all());
        int before = one.rounds.size() + two.rounds.size();
        world.loop.pass(MemberWorld.SYNC.multipliedBy(10));
        assertThat(one.rounds.size() + two.rounds.size() - before)
                .as("neither goes and comes for ever")
                .isLessThan(60);
    }

    @Test
    void shouldServeAgainWhenTheMemberThatAskedLeft() {
        Member one = join(coordinator, "one");
        Coordinator other = world.coordinator(null);
        Member two = join(other, "two");
        one.standsBack = true;
        world.loop.pass(MemberWorld.SYNC.multipliedBy(3));

        assertThat(two.last().mine()).containsOnlyKeys(world.topic.all());

        other.leave(two);
        world.loop.pass(MemberWorld.SYNC.multipliedBy(3));

        assertThat(one.last().mine()).containsOnlyKeys(world.topic.all());
    }

    @Test
    void shouldLeaveThePartitionsWhereTheyAreWhenTheLastMemberStopsAsking() {
        Member one = join(coordinator, "one");
        Member two = join(coordinator, "two");
        one.standsBack = true;
        world.loop.pass(MemberWorld.SYNC.multipliedBy(3));

        assertThat(members()).containsExactly("two");
        int asking = callsOfTenLooks();

        two.standsBack = true;
        for (int look = 0; look < 30; look++) {
            world.loop.pass(MemberWorld.SYNC);
            assertThat(members()).as("after look %d", look).containsExactly("two");
            assertThat(two.target()).containsExactlyInAnyOrderElementsOf(world.topic.all());
        }
        assertThat(callsOfTenLooks()).as("nobody comes and leaves again").isEqualTo(asking);

        coordinator.leave(two);
        world.loop.pass(MemberWorld.SYNC.multipliedBy(3));

        assertThat(members()).containsExactly("one");
        assertThat(one.last().mine()).containsOnlyKeys(world.topic.all());
    }

    @Test
    void shouldStandBackAtOnceForAMemberOfTheNodeThatAsks() {
        Member one = join(coordinator, "one");
        Coordinator other = world.coordinator(null);
        Member two = join(other, "two");
        one.standsBack = true;
        world.loop.pass(MemberWorld.SYNC.multipliedBy(3));
        other.leave(two);
        world.loop.pass(MemberWorld.SYNC.multipliedBy(2));

        assertThat(members()).as("it has come back for nobody else").containsExactly("one");

        Member three = join(coordinator, "three");
        world.loop.pass(MemberWorld.SYNC.multipliedBy(2));

        assertThat(members()).containsExactly("three");
        assertThat(three.last().mine()).containsOnlyKeys(world.topic.all());
    }

    private int callsOfTenLooks() {
        int before = world.leaseLink.calls();
        world.loop.pass(MemberWorld.SYNC.multipliedBy(10));
        return world.leaseLink.calls() - before;
    }

    private List<String> members() {
        return MemberWorld.done(world.stores.leases().sync(MemberWorld.GROUP, List.of()))
                .members();
    }

    @Test
    void shouldLookMoreOftenUntilPartitionsAreWhereTheyShouldBe() {
        Member one = join(coordinator, "one");
        world.loop.pass(MemberWorld.SYNC.dividedBy(8));

        assertThat(one.rounds).as("unsettled").hasSize(2);

        world.loop.pass(MemberWorld.SYNC.dividedBy(2));

        assertThat(one.rounds).as("settled").hasSize(2);

        world.loop.pass(MemberWorld.SYNC.dividedBy(2));

        assertThat(one.rounds).as("an interval later").hasSize(3);
    }

    @Test
    void shouldRenewAgainWhenTheLeasesWereAway() {
        Member one = join(coordinator, "one");
        world.loop.pass(MemberWorld.SYNC);
        int before = one.rounds.size();
        world.leaseLink.mood(Mood.AWAY);
        world.loop.pass(MemberWorld.SYNC.multipliedBy(2));

        assertThat(one.rounds).hasSize(before);

        world.leaseLink.mood(Mood.WELL);
        world.loop.pass(MemberWorld.SYNC.dividedBy(8));

        assertThat(one.rounds).as("it hurries").hasSizeGreaterThan(before);
        assertThat(one.last().mine()).containsOnlyKeys(world.topic.all());
    }

    @Test
    void shouldLookOnceMoreWhenAskedManyTimesDuringALook() {
        Member one = join(coordinator, "one");
        int before = one.rounds.size();
        world.leaseLink.mood(Mood.HUNG);
        coordinator.sync();
        coordinator.sync();
        coordinator.sync();
        world.loop.run();
        int calls = world.leaseLink.calls();
        world.leaseLink.mood(Mood.WELL);
        world.loop.run();

        assertThat(one.rounds).hasSize(before + 2);
        assertThat(world.leaseLink.calls()).isGreaterThan(calls);
    }

    @Test
    void shouldAskNothingMoreWhenTheLastMemberLeft() {
        Member one = join(coordinator, "one");
        Future<Void> left = coordinator.leave(one);
        world.loop.run();
        int calls = world.leaseLink.calls();
        world.loop.pass(Duration.ofMinutes(1));

        assertThat(left.succeeded()).isTrue();
        assertThat(world.leaseLink.calls()).isEqualTo(calls);
        assertThat(MemberWorld.done(world.stores.leases().sync(MemberWorld.GROUP, List.of()))
                        .holders())
                .isEmpty();
    }

    @Test
    void shouldFailToLeaveWhenTheLeasesAreAway() {
        Member one = join(coordinator, "one");
        world.leaseLink.mood(Mood.AWAY);
        Future<Void> left = coordinator.leave(one);
        world.loop.run();

        assertThat(left.failed()).isTrue();
    }

    @Test
    void shouldTellTheEndsOfAllPartitionsOnceAnInterval() {
        Member one = join(coordinator, "one");
        world.append(MemberWorld.orders(1), 1, 2, 3);
        world.loop.pass(MemberWorld.SYNC.minusMillis(1));

        assertThat(one.ends).as("not yet").isEmpty();

        world.loop.pass(MemberWorld.SYNC.multipliedBy(2));

        assertThat(one.ends).hasSizeBetween(1, 2);
        assertThat(one.ends.get(0))
                .isEqualTo(Map.of(MemberWorld.orders(0), 0L, MemberWorld.orders(1), 3L, MemberWorld.orders(2), 0L));
    }

    @Test
    void shouldStayWithTheTopicsThatAreThereWhenOneCannotBeFound() {
        Member one = join(coordinator, "one");
        int before = one.rounds.size();
        world.log.delete("orders");
        world.loop.pass(MemberWorld.SYNC.multipliedBy(2));

        assertThat(one.rounds).as("no round of half the topics").hasSize(before);
    }

    @Test
    void shouldAssignAllToOneMemberWhenABoundedGroupIsInTheOrderOfTime() {
        Coordinator of = world.coordinator(progress(true, new ArrayList<>()));
        Member one = join(of, "one");
        world.loop.pass(MemberWorld.SYNC);
        Member two = join(of, "two");
        world.loop.pass(MemberWorld.SYNC);

        assertThat(one.target()).containsExactlyInAnyOrderElementsOf(world.topic.all());
        assertThat(two.target()).isEmpty();
    }

    @Test
    void shouldNameTheTopicThatIsGoneWhenItWasMadeAgain() {
        world.append(MemberWorld.orders(0), 1);
        Coordinator of = world.coordinator(progress(false, new ArrayList<>()));
        Member one = join(of, "one");

        assertThat(one.last().gone()).isEmpty();

        world.log.delete("orders");
        world.log.topic("orders", 3);
        world.loop.pass(MemberWorld.SYNC);

        assertThat(one.last().gone()).containsExactly("orders");
    }

    @Test
    void shouldNotifyOnceWhenAllPartitionsOfABoundedGroupAreSettled() {
        world.append(MemberWorld.orders(0), 1, 2);
        world.append(MemberWorld.orders(2), 3);
        List<Counted> settled = new ArrayList<>();
        Coordinator of = world.coordinator(progress(false, settled));
        Member one = join(of, "one");
        settle(0, 2);
        world.loop.pass(MemberWorld.SYNC.multipliedBy(2));

        assertThat(settled).as("one partition is open").isEmpty();
        assertThat(one.last().unfinished()).isEqualTo(1);

        settle(2, 1);
        world.loop.pass(MemberWorld.SYNC.multipliedBy(3));

        assertThat(settled).hasSize(1);
        assertThat(one.last().unfinished()).isZero();
    }

    private void settle(int partition, long cursor) {
        world.cursors.put(List.of(new GroupCursor(
                MemberWorld.GROUP,
                "orders",
                world.topic.id(),
                partition,
                1,
                new GroupCursor.Progress(cursor, List.of(), cursor),
                GroupCursor.Basis.UNKNOWN,
                Counted.from(0))));
    }

    private BoundedProgress progress(boolean byTime, List<Counted> settled) {
        Bounded bounded = world.bounded(byTime);
        return new BoundedProgress(MemberWorld.GROUP, bounded, counted -> {
            settled.add(counted);
            return Future.succeededFuture();
        });
    }
}
