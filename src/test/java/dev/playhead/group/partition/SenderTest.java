package dev.playhead.group.partition;

import static dev.playhead.group.partition.GroupWorld.budget;
import static dev.playhead.group.partition.GroupWorld.offsets;
import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.delivery.Cursor;
import dev.playhead.delivery.Feed;
import dev.playhead.delivery.Track;
import dev.playhead.event.Refusal;
import dev.playhead.group.FailureAction;
import dev.playhead.group.GroupSpec;
import dev.playhead.group.ParkedIndex;
import dev.playhead.group.ledger.Ledger.Verdict;
import dev.playhead.log.Topic;
import dev.playhead.stream.Batch;
import dev.playhead.stream.BatchBudget;
import dev.playhead.stream.Gap;
import dev.playhead.stream.Turns;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SenderTest {
    private final GroupWorld world = new GroupWorld(GroupSpec.OnParked.PASS);

    @Test
    void shouldSendInTheOrderOfTheLogWhenKeysMayPass() {
        append("a", "b", "a", "b");
        PartitionProbe probe = new PartitionProbe(world).offerAll();

        assertThat(gather(sender(probe), 10)).containsExactly(0L, 1L, 2L, 3L);
        assertThat(probe.ledger.inFlight()).isEqualTo(4);
        assertThat(probe.changes).isEqualTo(4);
    }

    @Test
    void shouldSendTheNextOfAKeyWhenTheOneBeforeIsSettledAndKeysBlock() {
        GroupWorld blocking = new GroupWorld(GroupSpec.OnParked.BLOCK);
        blocking.append("a", "1");
        blocking.append("b", "2");
        blocking.append("a", "3");
        PartitionProbe probe = new PartitionProbe(blocking).offerAll();
        Sender sender = sender(probe);

        assertThat(gather(sender, 10)).containsExactly(0L, 1L);
        assertThat(gather(sender, 10)).isEmpty();

        probe.ledger.confirm(0);
        assertThat(gather(sender, 10)).containsExactly(2L);
    }

    @Test
    void shouldSendNothingBehindAFailedEventOfItsKeyUntilItsBackoffHasPassed() {
        append("a", "b");
        PartitionProbe probe = new PartitionProbe(world).offerAll();
        Sender sender = sender(probe);
        gather(sender, 10);
        append("a", "b");
        probe.ledger.fail(0, FailureAction.RETRY, world.now);
        probe.offerAll();

        assertThat(gather(sender, 10)).as("only the key that did not fail").containsExactly(3L);
        world.now = probe.ledger.nextAt() - 1;
        assertThat(gather(sender, 10)).isEmpty();
        world.now++;
        gather(sender, 10);
        world.loop.run();

        assertThat(gather(sender, 10)).containsExactly(0L, 2L);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4})
    void shouldSendNoMoreThanTheCreditWhenMoreIsReady(int credit) {
        append("a", "b", "c", "d", "e");
        PartitionProbe probe = new PartitionProbe(world).offerAll();
        Sender sender = sender(probe);

        List<Long> first = gather(sender, credit);
        assertThat(first).hasSize(credit);
        assertThat(probe.ledger.inFlight()).as("the others are not given out").isEqualTo(credit);
        assertThat(gather(sender, 10))
                .as("the others follow in order")
                .hasSize(5 - credit)
                .isSorted()
                .doesNotContainAnyElementsOf(first);
    }

    @Test
    void shouldSendNothingAndSayStarvedWhenTheCreditInBytesIsTooSmall() {
        append("a");
        PartitionProbe probe = new PartitionProbe(world).offerAll();
        Sender sender = sender(probe);
        Batch batch = new Batch();
        BatchBudget budget = new BatchBudget(10, Long.MAX_VALUE, 10);

        sender.gather(batch, budget);

        assertThat(batch.isEmpty()).isTrue();
        assertThat(budget.isStarved()).isTrue();
        assertThat(gather(sender, 10)).containsExactly(0L);
    }

    @Test
    void shouldNumberTheAttemptWhenAnEventIsSentAgain() {
        append("a");
        PartitionProbe probe = new PartitionProbe(world).offerAll();
        Sender sender = sender(probe);
        gather(sender, 10);
        probe.ledger.fail(0, FailureAction.RETRY, world.now);
        world.now = probe.ledger.nextAt();
        gather(sender, 10);
        world.loop.run();

        Batch batch = new Batch();
        sender.gather(batch, budget(10));

        assertThat(batch.runs()).singleElement().extracting(Batch.Run::attempt).isEqualTo(2);
        assertThat(sender.tried()).isEqualTo(1);
        sender.settled(0);
        assertThat(sender.tried()).isZero();
    }

    @Test
    void shouldWaitWhenTheEventIsNotDue() {
        append("a");
        PartitionProbe probe = new PartitionProbe(world).offerAll();
        probe.dueFrom = world.now + 1;
        Sender sender = sender(probe);

        assertThat(gather(sender, 10)).isEmpty();
        world.now++;
        assertThat(gather(sender, 10)).containsExactly(0L);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldHoldTheSameEventWhenTheClientHasItFromAnotherPartition(boolean confirmed) {
        world.append(0, "a", "same");
        world.append(1, "b", "same");
        PartitionProbe one = new PartitionProbe(world, 0, ParkedIndex.EMPTY).offerAll();
        PartitionProbe other = new PartitionProbe(world, 1, ParkedIndex.EMPTY).offerAll();
        assertThat(gather(sender(one), 10)).containsExactly(0L);
        Sender sender = sender(other);

        assertThat(gather(sender, 10)).isEmpty();
        if (confirmed) {
            assertThat(one.ledger.confirm(0)).isEqualTo(Verdict.FIRST);
            one.settled(0, SentEvent.State.CONFIRMED);
            assertThat(other.confirmedInOther).containsExactly(world.identity(0));
        } else {
            one.sent.lose();
            assertThat(other.confirmedInOther).isEmpty();
        }
        assertThat(sender.release(world.identity(0))).isTrue();
        assertThat(sender.release(world.identity(0)))
                .as("nothing waits any more")
                .isFalse();
        assertThat(gather(sender, 10)).containsExactly(0L);
    }

    @Test
    void shouldReadTheBlockAgainWhenItWasDropped() {
        append("a");
        PartitionProbe probe = new PartitionProbe(world).offerAll();
        probe.blocks.prune(Long.MAX_VALUE);
        Sender sender = sender(probe);

        assertThat(gather(sender, 10)).isEmpty();
        world.loop.run();

        assertThat(probe.wakes).isEqualTo(1);
        assertThat(gather(sender, 10)).containsExactly(0L);
    }

    @Test
    void shouldReportTheEventGoneWhenTheLogHasDroppedIt() {
        append("a", "b");
        PartitionProbe probe = new PartitionProbe(world).offerAll();
        probe.blocks.prune(Long.MAX_VALUE);
        world.log.trim(world.partition(0), 1);
        Sender sender = sender(probe);
        gather(sender, 10);
        world.loop.run();

        assertThat(probe.gone).containsExactly(0L);
        gather(sender, 10);
        world.loop.run();
        assertThat(gather(sender, 10)).containsExactly(1L);
    }

    @Test
    void shouldGiveTheTimeOfTheNextEventWhenOrderedByTime() {
        long recorded = world.now;
        append("a");
        world.now += 5;
        append("a");
        PartitionProbe probe = new PartitionProbe(world).offerAll();
        Sender sender = sender(probe);
        Batch batch = new Batch();

        assertThat(sender.head()).isEqualTo(recorded);
        assertThat(sender.gatherHead(batch, budget(10))).isTrue();
        assertThat(sender.head()).isEqualTo(recorded + 5);
        assertThat(sender.gatherHead(batch, budget(10))).isTrue();
        assertThat(sender.head()).as("the log goes on").isEqualTo(Turns.Heads.MISSING);
        assertThat(offsets(batch)).containsExactly(0L, 1L);
    }

    private void append(String... keys) {
        for (String key : keys) {
            world.append(key, "id-" + world.log.end(world.partition(0)));
        }
    }

    private static List<Long> gather(Sender sender, int events) {
        Batch batch = new Batch();
        sender.gather(batch, budget(events));
        return offsets(batch);
    }

    private static Sender sender(PartitionProbe probe) {
        RetryPreparer retries = new RetryPreparer(probe, probe, probe.ledger, probe.blocks);
        return new Sender(probe, probe, probe, probe.sent, probe.ledger, probe.blocks, lookup(probe), retries);
    }

    /** One that has nothing to read. */
    private static ConfirmedLookup lookup(PartitionProbe probe) {
        Cursor cursor = Cursor.of(
                probe.topic(),
                new Track(probe.partition(), probe.world.log.end(probe.partition()), Track.UNBOUNDED, -1));
        Feed feed = probe.connection()
                .delivery()
                .feed(cursor, 0, probe.connection().context(), new Feed.Owner() {
                    @Override
                    public void gap(Gap gap) {}

                    @Override
                    public void away(Refusal refusal) {}

                    @Override
                    public void failed(Refusal refusal) {}

                    @Override
                    public void changed(Topic now) {}

                    @Override
                    public void wake() {}
                });
        return new ConfirmedLookup(probe, probe, probe.ledger, probe.blocks, feed, cursor, (block, row) -> true);
    }
}
