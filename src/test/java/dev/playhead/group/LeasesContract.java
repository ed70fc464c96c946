package dev.playhead.group;

import static dev.playhead.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.event.Partition;
import dev.playhead.group.Leases.Holder;
import dev.playhead.group.Leases.View;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What every {@link Leases} does; the leases of two nodes share one store. */
public abstract class LeasesContract {
    private static final Duration LONG = Duration.ofMinutes(1);
    private static final Duration SHORT = Duration.ofMillis(300);
    private static final Partition P0 = new Partition("orders", 0);
    private static final Partition P1 = new Partition("orders", 1);
    private static final Partition Q0 = new Partition("pay-ments.v2", 0);

    protected final String group = "billing-" + UUID.randomUUID();

    /** Those of another node at each call. */
    protected abstract Leases leases(Duration time);

    /** Makes the store forget all that it knows. */
    protected abstract void empty();

    protected static <T> T get(Future<T> future) {
        try {
            return future.await(20, TimeUnit.SECONDS);
        } catch (java.util.concurrent.TimeoutException e) {
            throw new AssertionError("no end within 20 s", e);
        }
    }

    private static Map<Partition, Long> never(Partition... partitions) {
        Map<Partition, Long> above = new HashMap<>();
        for (Partition partition : partitions) {
            above.put(partition, 0L);
        }
        return above;
    }

    private List<Lease> taken(Leases leases, String member, Partition... partitions) {
        get(leases.sync(group, List.of(member)));
        return get(leases.acquire(group, member, never(partitions)));
    }

    private View look(Leases leases) {
        return get(leases.sync(group, List.of()));
    }

    @Test
    void shouldTellAllMembersInTheOrderOfComingWhenSomeAreOfOtherNodes() {
        Leases here = leases(LONG);
        Leases there = leases(LONG);
        get(here.sync(group, List.of("b-1", "b-2")));
        get(there.sync(group, List.of("a-1")));

        View view = get(here.sync(group, List.of("b-2", "b-10", "b-1")));

        assertThat(view.members()).containsExactly("b-1", "b-2", "a-1", "b-10");
        assertThat(view.holders()).isEmpty();
        assertThat(view.mine()).isEmpty();
    }

    @Test
    void shouldGiveEachPartitionOnceWhenTwoAsk() {
        Leases here = leases(LONG);
        Leases there = leases(LONG);

        List<Lease> first = taken(here, "a-1", P0, Q0);
        List<Lease> second = taken(there, "b-1", P0, P1);

        assertThat(first).extracting(Lease::partition).containsExactlyInAnyOrder(P0, Q0);
        assertThat(second).extracting(Lease::partition).containsExactly(P1);
        assertThat(look(there).holders())
                .isEqualTo(Map.of(P0, new Holder("a-1", 1), Q0, new Holder("a-1", 1), P1, new Holder("b-1", 1)));
    }

    @Test
    void shouldRenewWhatItsMembersHoldWhenSynced() {
        Leases here = leases(LONG);
        Lease before = taken(here, "a-1", P0).get(0);
        taken(leases(LONG), "b-1", P1);

        List<Lease> mine = get(here.sync(group, List.of("a-1", "a-2"))).mine();

        assertThat(mine).hasSize(1);
        Lease now = mine.get(0);
        assertThat(now).isEqualTo(new Lease(group, P0, "a-1", before.epoch(), now.until()));
        assertThat(now.until()).isGreaterThan(before.until());
    }

    @Test
    void shouldBelieveALeaseToEndEarlierThanTheStoreDoes() {
        long before = System.nanoTime();
        Lease lease = taken(leases(LONG), "a-1", P0).get(0);

        assertThat(lease.until() - before)
                .isBetween(0L, LONG.toNanos() + Duration.ofSeconds(5).toNanos());
        assertThat(lease.until()).isLessThanOrEqualTo(System.nanoTime() + LONG.toNanos());
    }

    @Test
    void shouldGiveNothingWhenTheMemberIsNotThere() {
        Leases here = leases(LONG);

        assertThat(get(here.acquire(group, "a-1", never(P0)))).isEmpty();
        assertThat(look(here).members()).isEmpty();
    }

    @Test
    void shouldBeFreeWithAHigherEpochWhenReleased() {
        Leases here = leases(LONG);
        List<Lease> held = taken(here, "a-1", P0, P1);

        get(here.release(
                held.stream().filter(lease -> lease.partition().equals(P0)).toList()));

        assertThat(look(here).holders()).isEqualTo(Map.of(P1, new Holder("a-1", 1)));
        assertThat(taken(leases(LONG), "b-1", P0, P1))
                .extracting(Lease::partition, Lease::epoch)
                .containsExactly(org.assertj.core.groups.Tuple.tuple(P0, 2L));
    }

    @Test
    void shouldLeaveTheNewOwnerAloneWhenAnOldLeaseIsReleased() {
        Leases here = leases(LONG);
        List<Lease> old = taken(here, "a-1", P0);
        get(here.release(old));
        List<Lease> again = taken(here, "a-1", P0);

        get(here.release(old));

        assertThat(look(here).holders()).isEqualTo(Map.of(P0, new Holder("a-1", 2)));
        assertThat(again.get(0).epoch()).isEqualTo(2);
    }

    @Test
    void shouldBeAboveWhatIsKnownFromElsewhere() {
        Leases here = leases(LONG);
        get(here.release(taken(here, "a-1", P0)));

        List<Lease> given = get(here.acquire(group, "a-1", Map.of(P0, 1L << 40)));

        assertThat(given).extracting(Lease::epoch).containsExactly((1L << 40) + 1);
    }

    @Test
    void shouldFreeWhatItHeldWhenAMemberLeaves() {
        Leases here = leases(LONG);
        taken(here, "a-1", P0);
        taken(here, "a-2", P1);

        get(here.leave(group, "a-1"));

        View view = look(here);
        assertThat(view.members()).containsExactly("a-2");
        assertThat(view.holders()).isEqualTo(Map.of(P1, new Holder("a-2", 1)));
    }

    @Test
    void shouldFreeWhatItHeldWhenAMemberIsNotShownAnyMore() throws Exception {
        Leases here = leases(SHORT);
        Leases there = leases(SHORT);
        taken(here, "a-1", P0);

        eventually(
                "it is gone",
                () -> !get(there.sync(group, List.of("b-1"))).members().contains("a-1"));

        assertThat(taken(there, "b-1", P0)).extracting(Lease::epoch).containsExactly(2L);
        assertThat(get(here.sync(group, List.of("a-1"))).mine()).isEmpty();
    }

    @Test
    void shouldKeepALeaseForLongerThanItsTimeWhenItsMemberIsShown() throws Exception {
        Leases here = leases(SHORT);
        Leases there = leases(SHORT);
        taken(here, "a-1", P0);
        long until = System.nanoTime() + 3 * SHORT.toNanos();

        eventually("three leases have passed", () -> {
            assertThat(get(here.sync(group, List.of("a-1"))).mine()).hasSize(1);
            assertThat(taken(there, "b-1", P0)).isEmpty();
            return System.nanoTime() - until > 0;
        });

        assertThat(look(there).holders()).isEqualTo(Map.of(P0, new Holder("a-1", 1)));
    }

    @Test
    void shouldWaitForTheLeaseOfBeforeWhenTheStoreIsEmpty() throws Exception {
        Leases here = leases(SHORT);
        taken(here, "a-1", P0);
        empty();
        assertThat(get(here.sync(group, List.of("a-1", "a-2"))).mine()).isEmpty();
        long emptied = System.nanoTime();

        List<Lease> fresh = get(here.acquire(group, "a-1", never(P1)));
        List<Lease> again = new java.util.ArrayList<>();
        eventually("it is given again", () -> {
            get(here.sync(group, List.of("a-1", "a-2")));
            again.addAll(get(here.acquire(group, "a-2", Map.of(P0, 7L))));
            return !again.isEmpty();
        });

        assertThat(fresh).extracting(Lease::epoch).containsExactly(1L);
        assertThat(again).extracting(Lease::epoch).containsExactly(8L);
        assertThat(System.nanoTime() - emptied).isGreaterThan(SHORT.toNanos() * 9 / 10);
    }

    @Test
    void shouldBeginAnewWhenTheGroupIsForgotten() {
        Leases here = leases(LONG);
        taken(here, "a-1", P0);

        get(here.forget(group));

        assertThat(look(here)).isEqualTo(new View(List.of(), Map.of(), List.of()));
        assertThat(taken(here, "b-1", P0)).extracting(Lease::epoch).containsExactly(1L);
    }

    @Test
    void shouldKeepGroupsApart() {
        Leases here = leases(LONG);
        taken(here, "a-1", P0);

        get(here.sync("another " + group, List.of("a-1")));

        assertThat(get(here.acquire("another " + group, "a-1", never(P0)))).hasSize(1);
        assertThat(get(here.sync("a third " + group, List.of())).members()).isEmpty();
    }
}
