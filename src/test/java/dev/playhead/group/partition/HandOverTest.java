package dev.playhead.group.partition;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.group.Attempts.Attempt;
import dev.playhead.group.FailureAction;
import dev.playhead.group.GroupCursor;
import dev.playhead.group.GroupSpec;
import dev.playhead.group.Lease;
import dev.playhead.log.Topic;
import dev.playhead.stream.Gap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One owner of a partition after the other, in which the filter of the group changes, or the log is cut off. */
final class HandOverTest {
    private static final String ALL = "[]";
    private static final String A = "[{\"exact\":{\"type\":\"a\"}}]";
    private static final String B = "[{\"exact\":{\"type\":\"b\"}}]";
    private static final String NONE = "[{\"exact\":{\"type\":\"none\"}}]";
    private static final String NOT_A = "[{\"not\":{\"exact\":{\"type\":\"a\"}}}]";
    private static final int EVENTS = 200;

    private final GroupWorld world = new GroupWorld(GroupSpec.OnParked.PASS);
    private int members;

    @BeforeEach
    void appendInTurn() {
        append(EVENTS);
    }

    private void append(int count) {
        for (int index = 0; index < count; index++) {
            long offset = world.log.end(world.partition(0));
            String id = "id-" + offset + "-" + world.now;
            world.append(0, id, id, offset % 2 == 0 ? "a" : "b");
        }
    }

    @ParameterizedTest
    @CsvSource(
            value = {A + ";" + B, A + ";" + ALL, A + ";" + NOT_A, ALL + ";" + B, NOT_A + ";" + A},
            delimiter = ';')
    void shouldJudgeEverythingBeyondWhatWasDeliveredByTheNewFilter(String old, String changed) {
        Owner first = new Owner(old);
        List<Long> given = first.gather(20);
        first.confirmAll(given);
        first.gather(0);
        long delivered = given.get(given.size() - 1) + 1;
        first.close();

        assertThat(new Owner(changed).gather(1000)).isEqualTo(matching(changed, delivered));
    }

    @Test
    void shouldBeginAtTheBeginningWhenTheOldFilterLetNothingThrough() {
        Owner first = new Owner(NONE);
        assertThat(first.gather(10)).isEmpty();
        assertThat(first.served.ledger().cursor()).isEqualTo(EVENTS);
        first.close();

        assertThat(new Owner(B).gather(1000)).isEqualTo(matching(B, 0));
    }

    @Test
    void shouldJudgeAnewOnEachChangeWhenOwnersHaveDifferentFilters() {
        Owner first = new Owner(A);
        first.confirmAll(first.gather(1));
        first.close();
        Owner behind = new Owner(B);
        behind.confirmAll(behind.gather(2));
        behind.close();
        Owner stale = new Owner(A);
        List<Long> again = stale.gather(3);

        assertThat(again).containsExactly(4L, 6L, 8L);
        stale.confirmAll(again);
        stale.close();
        assertThat(new Owner(B).gather(1000)).isEqualTo(matching(B, 9));
    }

    @Test
    void shouldNotDeliverAgainWhatWasConfirmedOrParkedWhenTheFilterChanges() {
        world.confirmElsewhere(101);
        Owner first = new Owner(ALL);
        List<Long> given = first.gather(4);
        first.confirmAll(given.subList(0, 3));
        first.served.fail(3, FailureAction.PARK, "broken");
        world.loop.run();
        first.close();

        assertThat(new Owner(B).gather(1000))
                .isEqualTo(matching(B, 4).stream().filter(each -> each != 101).toList());
    }

    @Test
    void shouldReportNoGapWhenTheLogHasDroppedOnlyWhatTheOldFilterLeftOut() {
        Owner first = new Owner(NONE);
        first.gather(10);
        first.close();
        world.log.trim(world.partition(0), 50);
        Owner second = new Owner(B);

        assertThat(second.gather(1000)).isEqualTo(matching(B, 50));
        assertThat(second.gaps).isEmpty();
    }

    @Test
    void shouldStayWhereItWasWhenTheFilterIsTheSameOrNotKnown() {
        Owner first = new Owner(NONE);
        first.gather(10);
        first.close();
        Owner second = new Owner(NONE);
        assertThat(second.served.ledger().cursor()).isEqualTo(EVENTS);
        second.close();
        world.connection
                .stores()
                .cursors()
                .put(List.of(new GroupCursor(GroupWorld.GROUP, "orders", world.topic.id(), 0, 9, 150, List.of(), 10)));

        assertThat(new Owner(B).gather(1000))
                .as("an earlier version wrote the place")
                .isEqualTo(matching(B, 150));
    }

    @ParameterizedTest
    @ValueSource(longs = {3, 10, 17, 25, 40, 120, 199})
    void shouldGoOnAtTheDivergenceWhenTheLogWasCutOffAndHasGrownSince(long cut) {
        Owner first = new Owner(ALL);
        List<Long> given = first.gather(40);
        given.remove(10L);
        given.remove(20L);
        first.confirmAll(given);
        first.close();
        cutOff(cut);
        append(EVENTS);
        Owner second = new Owner(ALL);

        List<Long> expected = LongStream.range(0, cut + EVENTS)
                .filter(each -> each >= Math.min(cut, 40) || each == 10 || each == 20)
                .boxed()
                .toList();
        assertThat(second.gather(1000)).containsExactlyInAnyOrderElementsOf(expected);
        assertThat(second.gaps)
                .isEqualTo(cut < 40 ? List.of(new Gap(world.partition(0), 40, cut, "truncated")) : List.of());
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 12, 39})
    void shouldWaitAtTheCutWhenTheLogHasNotGrownSince(long cut) {
        Owner first = new Owner(ALL);
        first.confirmAll(first.gather(40));
        first.close();
        cutOff(cut);
        Owner second = new Owner(ALL);

        assertThat(second.gather(1000)).isEmpty();
        assertThat(second.gaps).containsExactly(new Gap(world.partition(0), 40, cut, "truncated"));
        append(3);
        assertThat(second.gather(1000)).containsExactly(cut, cut + 1, cut + 2);
    }

    @Test
    void shouldKeepWhatIsNotSettledBelowTheCutWhenTheOwnerMeetsIt() {
        Owner first = new Owner(ALL);
        List<Long> given = first.gather(50);
        first.confirmAll(given.subList(5, 50));
        first.gather(0);
        cutOff(45);
        append(EVENTS);
        first.gather(1000);

        assertThat(first.served.isTruncated()).isTrue();
        first.close();
        assertThat(new Owner(ALL).gather(1000))
                .contains(0L, 1L, 2L, 3L, 4L, 45L, 46L)
                .hasSize(5 + EVENTS);
    }

    @Test
    void shouldCountAttemptsAnewWhenTheEventsThatWereTriedAreGone() {
        Owner first = new Owner(ALL);
        first.gather(4);
        first.served.fail(1, FailureAction.RETRY, "no");
        first.served.fail(3, FailureAction.RETRY, "no");
        world.now += GroupWorld.BACKOFF.toMillis() * 2;
        assertThat(first.gather(2)).containsExactlyInAnyOrder(1L, 3L);
        first.close();
        assertThat(attempts()).extracting(Attempt::offset).containsExactlyInAnyOrder(1L, 3L);
        cutOff(2);
        append(5);
        Owner second = new Owner(ALL);
        second.gather(1000);

        assertThat(attempts()).extracting(Attempt::offset).doesNotContain(3L);
        assertThat(second.served.attempt(3)).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5})
    void shouldDeliverTheEventsThatStandWhereOthersWereParkedWhenTheLogWasCutOff(int parked) {
        Owner first = new Owner(ALL);
        List<Long> given = first.gather(10);
        for (int index = 0; index < parked; index++) {
            first.served.fail(9 - index, FailureAction.PARK, "broken");
        }
        first.confirmAll(given.subList(0, 10 - parked));
        world.loop.run();
        first.close();
        cutOff(4);
        append(6);
        Owner second = new Owner(ALL);

        assertThat(second.gather(1000)).containsExactly(4L, 5L, 6L, 7L, 8L, 9L);
        assertThat(world.deadLetter(9)).as("the copy is all that is left of it").isPresent();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 5, 30})
    void shouldGiveUpAndBeginAnewWhenTheTopicWasMadeAgain(int events) {
        Owner first = new Owner(ALL);
        List<Long> given = first.gather(20);
        first.confirmAll(given.subList(1, 20));
        first.served.fail(0, FailureAction.RETRY, "no");
        world.now += GroupWorld.BACKOFF.toMillis() * 2;
        first.gather(1);
        world.log.delete("orders");
        world.log.topic("orders", 2);
        append(events);
        first.served.changed(topic());

        assertThat(first.served.isTruncated()).isTrue();
        assertThat(first.gaps).extracting(Gap::reason).containsExactly("recreated");
        first.close();
        Owner second = new Owner(ALL);
        assertThat(second.gather(1000))
                .isEqualTo(LongStream.range(0, events).boxed().toList());
        assertThat(attempts()).isEmpty();
    }

    private Topic topic() {
        return Objects.requireNonNull(world.log.cached("orders"));
    }

    private void cutOff(long end) {
        world.log.truncate(world.partition(0), end);
        world.now++;
    }

    private List<Long> matching(String filter, long from) {
        return LongStream.range(from, EVENTS)
                .filter(offset -> switch (filter) {
                    case A -> offset % 2 == 0;
                    case B, NOT_A -> offset % 2 == 1;
                    default -> true;
                })
                .boxed()
                .toList();
    }

    private List<Attempt> attempts() {
        return world.connection
                .stores()
                .attempts()
                .load(GroupWorld.GROUP, world.partition(0))
                .result();
    }

    /** A connection that has taken the partition as connections do. */
    private final class Owner {
        private final OwnerHost host = new OwnerHost(world);
        private final List<Gap> gaps = host.gaps;
        private final ConnectionContext connection;
        private final ServedPartition served;

        Owner(String filter) {
            connection = world.connection("member-" + ++members, filter, null);
            GroupStores stores = connection.stores();
            stores.leases().sync(GroupWorld.GROUP, List.of(connection.member()));
            AssignmentRound round =
                    new AssignmentRound(0, Map.of(), Map.of(), Map.of(), Map.of("orders", topic()), Set.of(), 0);
            List<Loading.Loaded> loaded = new Loading(connection)
                    .take(List.of(world.partition(0)), round)
                    .result();
            served = host.serve(connection, loaded.get(0));
            Lease lease = served.lease();
            served.renewed(
                    new Lease(lease.group(), lease.partition(), lease.member(), lease.epoch(), lease.until() * 2));
        }

        List<Long> gather(int events) {
            return host.gather(served, events, 20);
        }

        void confirmAll(List<Long> offsets) {
            offsets.forEach(offset -> {
                world.confirmElsewhere(offset);
                served.confirmed(offset);
            });
        }

        void close() {
            served.close(connection.stores().cursors().put(List.of(served.cursor(world.now))));
            world.loop.run();
            connection.stores().leases().release(List.of(served.lease()));
        }
    }
}
