package dev.playhead.group.partition;

import static dev.playhead.group.partition.GroupWorld.budget;
import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.event.OffsetRange;
import dev.playhead.group.Attempts.Attempt;
import dev.playhead.group.Bounded;
import dev.playhead.group.Counted;
import dev.playhead.group.FailureAction;
import dev.playhead.group.GroupCursor;
import dev.playhead.group.GroupSpec;
import dev.playhead.group.Lease;
import dev.playhead.group.ParkedIndex;
import dev.playhead.group.ledger.Ledger.Verdict;
import dev.playhead.group.ledger.Restored;
import dev.playhead.stream.Batch;
import dev.playhead.stream.Gap;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ServedPartitionTest {
    private static final Duration LEASE = Duration.ofMinutes(10);

    private GroupWorld world = new GroupWorld(GroupSpec.OnParked.PASS);
    private OwnerHost host = new OwnerHost(world);

    @Test
    void shouldMoveItsCursorPastTheEventsThatAreConfirmedInARow() {
        append("a", "b", "c");
        ServedPartition served = serve();
        assertThat(gather(served, 10)).containsExactly(0L, 1L, 2L);

        assertThat(served.confirmed(0)).isEqualTo(Verdict.FIRST);
        assertThat(served.confirmed(2)).isEqualTo(Verdict.FIRST);
        assertThat(served.confirmed(2)).isEqualTo(Verdict.DUPLICATE);

        GroupCursor cursor = served.cursor(world.now);
        assertThat(cursor.cursor()).isEqualTo(1);
        assertThat(cursor.settled()).containsExactly(new OffsetRange(2, 3));
        assertThat(cursor.delivered()).isEqualTo(3);
        assertThat(cursor.epoch()).isEqualTo(1);
    }

    @Test
    void shouldWriteTheCursorAtMostOnceInTheIntervalWhenItChanges() {
        append("a");
        ServedPartition served = serve();
        assertThat(served.changes().isDue(Long.MAX_VALUE - 1))
                .as("nothing has changed")
                .isFalse();
        gather(served, 10);
        long interval = world.settings.placeInterval().toMillis();

        assertThat(served.changes().isDue(world.now)).isFalse();
        assertThat(served.changes().isDue(world.now + interval)).isTrue();
        served.confirmed(0);
        assertThat(served.changes().unwritten()).isEqualTo(1);
        world.now += interval;
        served.cursor(world.now);
        assertThat(served.changes().unwritten()).isZero();
        assertThat(served.changes().isDue(world.now + interval))
                .as("nothing has changed since")
                .isFalse();
    }

    @Test
    void shouldWaitLongerBeforeEachRetryAndParkAfterTheLast() {
        append("a");
        ServedPartition served = serve();
        gather(served, 10);
        for (int retry = 1; retry <= GroupWorld.RETRY; retry++) {
            served.fail(0, FailureAction.RETRY, "no");
            long wait = served.ledger().nextAt() - world.now;
            long backoff = GroupWorld.BACKOFF.toMillis() * retry;
            assertThat(wait).as("retry " + retry).isBetween(backoff * 3 / 4, backoff * 5 / 4);
            world.now += wait - 1;
            assertThat(gather(served, 10)).isEmpty();
            world.now++;
            assertThat(gather(served, 10)).containsExactly(0L);
            assertThat(served.attempt(0)).isEqualTo(retry + 1);
        }

        Future<Void> parked = served.fail(0, FailureAction.RETRY, "the last");
        world.loop.run();

        assertThat(parked.succeeded()).isTrue();
        assertThat(served.ledger().cursor()).isEqualTo(1);
        assertThat(served.attempt(0)).isZero();
        assertThat(world.deadLetter(0)).get().satisfies(letter -> {
            assertThat(letter.failure().reason()).isEqualTo("the last");
            assertThat(letter.failure().attempts()).isEqualTo(GroupWorld.RETRY + 1);
        });
    }

    @Test
    void shouldTryAgainWhenTheDeadlinePasses() {
        append("a");
        ServedPartition served = serve();
        gather(served, 10);
        world.pass(GroupWorld.DEADLINE.minusMillis(1));
        served.tick(world.now);
        assertThat(served.ledger().inFlight()).isEqualTo(1);

        served.extend(0, world.now);
        world.pass(GroupWorld.DEADLINE.minusMillis(1));
        served.tick(world.now);
        assertThat(served.ledger().inFlight()).as("the deadline began again").isEqualTo(1);
        world.now++;
        served.tick(world.now);

        assertThat(served.ledger().inFlight()).isZero();
        assertThat(served.nextAt()).isLessThanOrEqualTo(served.ledger().nextAt());
        world.now = served.ledger().nextAt();
        assertThat(gather(served, 10)).containsExactly(0L);
    }

    @Test
    void shouldParkTheLaterEventsOfTheKeyBehindAParkedOneWhenKeysBlock() {
        world = new GroupWorld(GroupSpec.OnParked.BLOCK);
        append("a", "b", "a");
        ServedPartition served = serve();
        assertThat(gather(served, 10)).containsExactly(0L, 1L);
        served.fail(0, FailureAction.PARK, "broken");
        world.loop.run();

        assertThat(gather(served, 10)).isEmpty();
        assertThat(world.deadLetter(0)).isPresent();
        assertThat(world.deadLetter(2)).isPresent();
        served.confirmed(1);
        assertThat(served.ledger().cursor()).isEqualTo(3);
    }

    @Test
    void shouldSettleAndWriteTheCursorWhenAnEventIsSkipped() {
        append("a");
        ServedPartition served = serve();
        gather(served, 10);

        assertThat(served.fail(0, FailureAction.SKIP, "unwanted").succeeded()).isTrue();

        assertThat(cursors()).containsKey(0);
        assertThat(cursors().get(0).cursor()).isEqualTo(1);
        assertThat(world.deadLetter(0)).isEmpty();
    }

    @Test
    void shouldSendARedrivenEventOnceWhenItIsWantedTwiceAndRemoveItsDeadLetter() {
        append("a");
        ServedPartition served = serve();
        gather(served, 10);
        served.fail(0, FailureAction.PARK, "broken");
        world.loop.run();
        for (int times = 0; times < 2; times++) {
            world.connection.stores().redrives().ask(GroupWorld.GROUP, world.partition(0), List.of(0L));
            served.look();
            world.loop.run();
        }

        assertThat(gather(served, 10)).containsExactly(0L);
        assertThat(gather(served, 10)).isEmpty();
        served.confirmed(0);
        served.tick(world.now);
        world.loop.run();
        assertThat(world.deadLetter(0)).isEmpty();
        assertThat(served.ledger().pending()).isZero();
    }

    @Test
    void shouldSendNothingAndWaitForTheConsumerWhenItLeaves() {
        append("a", "b");
        ServedPartition served = serve();
        assertThat(gather(served, 1)).containsExactly(0L);
        long until = world.now + 5_000;
        served.leave(until);

        assertThat(gather(served, 10)).isEmpty();
        assertThat(served.hasLeft(until - 1)).isFalse();
        assertThat(served.hasLeft(until)).as("it waits no longer").isTrue();
        served.confirmed(0);
        assertThat(served.hasLeft(world.now))
                .as("the consumer has nothing any more")
                .isTrue();
    }

    @Test
    void shouldTakeBackThePreparedAttemptWhenItCloses() {
        append("a");
        ServedPartition served = serve();
        gather(served, 10);
        served.fail(0, FailureAction.RETRY, "no");
        world.now = served.ledger().nextAt();
        served.pump(OwnerHost.TIME);
        served.gather(new Batch(), budget(10));
        world.loop.run();
        assertThat(attempts()).extracting(Attempt::number).containsExactly(2);

        served.close(served.write());
        world.loop.run();

        assertThat(attempts()).extracting(Attempt::number).containsExactly(1);
        assertThat(served.isClosed()).isTrue();
        assertThat(served.sentEvent(0)).satisfies(sent -> assertThat(sent.state).isEqualTo(SentEvent.State.LOST));
    }

    @Test
    void shouldSendNothingWhenItsLeaseHasRunOut() {
        append("a");
        ServedPartition served = serve();
        served.pump(OwnerHost.TIME);
        world.loop.run();
        served.pump(OwnerHost.TIME);
        world.pass(LEASE);

        assertThat(served.isServing()).isFalse();
        assertThat(gather(served, 10)).isEmpty();
        served.renewed(lease(world.now + 1000, 1));
        assertThat(gather(served, 10)).containsExactly(0L);
    }

    @Test
    void shouldIgnoreARenewalOfAnotherEpoch() {
        ServedPartition served = serve();
        served.renewed(lease(world.now + 1_000_000, 2));
        world.pass(LEASE);

        assertThat(served.isValid()).isFalse();
        assertThat(served.lease().epoch()).isEqualTo(1);
    }

    @Test
    void shouldReportTheGapAndGoOnWhenTheLogHasDroppedEvents() {
        append("a", "b", "c");
        world.log.trim(world.partition(0), 2);
        ServedPartition served = serve();

        assertThat(gather(served, 10)).containsExactly(2L);
        assertThat(host.gaps).containsExactly(new Gap(world.partition(0), 0, 2, "retention"));
        assertThat(served.ledger().cursor()).isEqualTo(2);
    }

    @Test
    void shouldReleaseTheSameEventOfAnotherPartitionWhenThisOneIsConfirmed() {
        world.append(0, "a", "same");
        world.append(1, "b", "same");
        ServedPartition one = serve();
        ServedPartition other = serve(1, null);
        assertThat(gather(one, 10)).containsExactly(0L);
        assertThat(gather(other, 10)).isEmpty();

        one.confirmed(0);
        one.settled(0, SentEvent.State.CONFIRMED);

        assertThat(gather(other, 10)).isEmpty();
        assertThat(other.ledger().cursor()).as("processed is processed").isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void shouldFinishOnceAndCountWhenABoundedGroupIsAtItsEnd(int end) {
        world = bounded(end);
        append("a", "b", "c", "d");
        ServedPartition served = serve(0, Counted.from(0));
        assertThat(gather(served, 10)).hasSize(end);
        assertThat(served.finishes()).as("nothing is settled").isFalse();
        for (long offset = 0; offset < end; offset++) {
            served.confirmed(offset);
        }
        served.pump(OwnerHost.TIME);

        assertThat(served.isDone()).isTrue();
        assertThat(served.finishes()).isTrue();
        assertThat(served.finishes()).as("once").isFalse();
        served.notFinished();
        assertThat(served.finishes()).isTrue();
        Counted counted = served.cursor(world.now).counted();
        assertThat(counted).isNotNull();
        assertThat(counted.settled().confirmed()).isEqualTo(end);
        assertThat(counted.scannedTo()).isEqualTo(end);
        assertThat(counted.sent().events()).isEqualTo(end);
    }

    @Test
    void shouldGiveUpTheRestWhenTheLogWasCutOffBelowTheEndOfABoundedGroup() {
        world = bounded(10);
        append("a", "b");
        ServedPartition served = serve(0, Counted.from(0));
        assertThat(gather(served, 10)).containsExactly(0L, 1L);
        served.endsAt(2);
        assertThat(host.gaps).as("once may be a mistake").isEmpty();
        served.endsAt(2);

        assertThat(host.gaps).containsExactly(new Gap(world.partition(0), 2, 10, "truncated"));
        served.confirmed(0);
        served.confirmed(1);
        served.pump(OwnerHost.TIME);
        assertThat(served.isDone()).isTrue();
    }

    /** Kept by the cut, and appended since: below, up to and past the end of the range. */
    @ParameterizedTest
    @CsvSource({"4, 0", "4, 3", "4, 6", "4, 9", "0, 1", "0, 10", "0, 20", "9, 1", "9, 5"})
    void shouldGiveOutNothingButTheRangeWhenItsLogWasCutOffAndHasGrownSince(int kept, int others) {
        world = bounded(10);
        append("a", "b", "c", "d", "e", "f", "g", "h", "i", "j");
        ServedPartition served = serve(0, Counted.from(0));
        world.log.truncate(world.partition(0), kept);
        for (int other = 0; other < others; other++) {
            world.append("k", "other-" + other);
        }

        List<Long> given = gather(served, 100);
        served.endsAt(kept + others);
        served.endsAt(kept + others);
        given.forEach(served::confirmed);
        served.pump(OwnerHost.TIME);

        assertThat(given).isEqualTo(LongStream.range(0, kept).boxed().toList());
        assertThat(host.gaps).containsExactly(new Gap(world.partition(0), kept, 10, "truncated"));
        assertThat(served.isDone()).isTrue();
        Counted counted = served.cursor(world.now).counted();
        assertThat(counted).isNotNull();
        assertThat(counted.settled().confirmed()).isEqualTo(kept);
        assertThat(counted.settled().lost()).isEqualTo(10 - kept);
        assertThat(counted.matched()).isEqualTo(10);
    }

    @ParameterizedTest
    @CsvSource({"0, deleted", "1, deleted", "2, recreated", "2, truncated", "3, deleted"})
    void shouldCountWhatWasLostWhenTheRestOfABoundedGroupCannotBeRead(int delivered, String reason) {
        world = bounded(10);
        append("a", "b", "c", "d");
        ServedPartition served = serve(0, Counted.from(0));
        List<Long> given = gather(served, delivered);
        given.forEach(served::confirmed);
        world.log.delete("orders");
        served.giveUpRest(reason);
        served.giveUpRest(reason);
        for (long offset = delivered; offset < 4; offset++) {
            served.gone(offset);
        }
        served.pump(OwnerHost.TIME);

        assertThat(served.isDone()).isTrue();
        Counted counted = served.cursor(world.now).counted();
        assertThat(counted).isNotNull();
        assertThat(counted.settled().confirmed()).isEqualTo(delivered);
        assertThat(counted.settled().lost()).isEqualTo(10 - delivered);
        assertThat(counted.matched()).isEqualTo(10);
        assertThat(served.cursor(world.now).counted()).as("once").isEqualTo(counted);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 6})
    void shouldNotSendWhatWasConfirmedElsewhereSinceItWasReadAhead(int confirmed) {
        append("a", "b", "c", "d", "e", "f", "g");
        ServedPartition served = serve();
        assertThat(gather(served, 1)).containsExactly(0L);
        for (int offset = 1; offset <= confirmed; offset++) {
            world.confirmElsewhere(offset);
        }
        world.pass(world.settings.lookUpAgain());

        assertThat(gather(served, 10))
                .isEqualTo(LongStream.range(confirmed + 1, 7).boxed().toList());
        assertThat(served.ledger().settled()).containsExactly(new OffsetRange(1, confirmed + 1));
    }

    /** The events that are read ahead and grow old, those that come then, and the events of one batch. */
    @ParameterizedTest
    @CsvSource({"2, 1, 10", "2, 3, 2", "6, 6, 10", "6, 6, 1", "6, 20, 5", "1, 1, 1"})
    void shouldKeepTheOrderWhenWhatWaitedIsLookedUpAgainAndMoreHasCome(int old, int more, int atOnce) {
        appendOfOneKey(1 + old);
        ServedPartition served = serve();
        List<Long> given = new ArrayList<>(gather(served, 1));
        world.pass(world.settings.lookUpAgain());
        appendOfOneKey(more);

        int all = 1 + old + more;
        for (int turn = 0; turn < 3 * all && given.size() < all; turn++) {
            List<Long> now = gather(served, atOnce);
            now.forEach(served::confirmed);
            given.addAll(now);
            world.pass(world.settings.lookUpAgain().dividedBy(3));
        }

        assertThat(given).isEqualTo(LongStream.range(0, all).boxed().toList());
    }

    private void appendOfOneKey(int count) {
        for (int number = 0; number < count; number++) {
            append("a");
        }
    }

    @Test
    void shouldLookUpOnceMoreWhenWhatWasLookedUpAgainHasWaitedAsWell() {
        append("a", "b", "c", "d");
        ServedPartition served = serve();
        gather(served, 1);
        world.pass(world.settings.lookUpAgain());
        served.pump(OwnerHost.TIME);
        served.gather(new Batch(), budget(3));
        world.loop.run();
        world.confirmElsewhere(2);
        world.pass(world.settings.lookUpAgain());

        assertThat(gather(served, 10)).containsExactly(1L, 3L);
    }

    @Test
    void shouldNotSendARetryThatWasConfirmedElsewhereWhileItWaitedForCredit() {
        append("a");
        ServedPartition served = serve();
        gather(served, 1);
        served.fail(0, FailureAction.RETRY, "no");
        world.now = served.ledger().nextAt();
        served.pump(OwnerHost.TIME);
        served.gather(new Batch(), budget(1));
        world.loop.run();
        world.confirmElsewhere(0);
        world.pass(world.settings.lookUpAgain());

        assertThat(gather(served, 10)).isEmpty();
        assertThat(served.ledger().pending()).isZero();
    }

    @Test
    void shouldSendInTheOrderOfTheKeyWhenItsEventsAreLookedUpAgain() {
        append("a", "a", "a", "a", "a", "a");
        ServedPartition served = serve();
        gather(served, 2);
        world.pass(world.settings.lookUpAgain());
        append("a", "b");

        List<Long> given = gather(served, 10);
        assertThat(given).containsExactlyInAnyOrder(2L, 3L, 4L, 5L, 6L, 7L);
        assertThat(given.stream().filter(each -> each < 7))
                .as("7 is of another key")
                .isSorted();
        assertThat(served.ledger().inFlight()).isEqualTo(8);
    }

    @Test
    void shouldNotAskAgainWhenTheEventsAreSentSoon() {
        append("a", "b", "c", "d");
        ServedPartition served = serve();
        gather(served, 1);
        int calls = world.link.calls();
        world.pass(world.settings.lookUpAgain().minusMillis(1));

        assertThat(gather(served, 10)).containsExactly(1L, 2L, 3L);
        assertThat(world.link.calls()).isEqualTo(calls);
    }

    private GroupWorld bounded(long end) {
        return new GroupWorld(
                GroupSpec.OnParked.PASS,
                "[]",
                new Bounded(
                        Map.of(world.partition(0), new Bounded.Range(world.topic.id(), 0, end, 0)),
                        Long.MIN_VALUE,
                        Long.MAX_VALUE,
                        false,
                        null,
                        0));
    }

    private void append(String... keys) {
        for (String key : keys) {
            world.append(key, "id-" + world.log.end(world.partition(0)));
        }
    }

    private ServedPartition serve() {
        return serve(0, null);
    }

    private ServedPartition serve(int partition, @Nullable Counted counted) {
        Lease lease = new Lease(
                GroupWorld.GROUP, world.partition(partition), "node-1", 1, (world.now + LEASE.toMillis()) * 1_000_000);
        Restored restored = new Restored(0, List.of(), 0, List.of(), ParkedIndex.EMPTY);
        host = new OwnerHost(world);
        return host.serve(
                world.connection,
                new Loading.Loaded(world.topic, lease, restored, counted, Wanted.Repair.NONE, 0, -1, null));
    }

    private Lease lease(long untilMillis, long epoch) {
        return new Lease(GroupWorld.GROUP, world.partition(0), "node-1", epoch, untilMillis * 1_000_000);
    }

    /** The turns of a connection, until they give no more. */
    private List<Long> gather(ServedPartition served, int events) {
        return host.gather(served, events, 5);
    }

    private Map<Integer, GroupCursor> cursors() {
        return world.connection
                .stores()
                .cursors()
                .load(GroupWorld.GROUP, world.topic)
                .result();
    }

    private List<Attempt> attempts() {
        return world.connection
                .stores()
                .attempts()
                .load(GroupWorld.GROUP, world.partition(0))
                .result();
    }
}
