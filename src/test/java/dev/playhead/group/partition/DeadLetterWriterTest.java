package dev.playhead.group.partition;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.group.FailureAction;
import dev.playhead.group.GroupSpec;
import dev.playhead.group.ParkedIndex;
import dev.playhead.group.ledger.Ledger.Failed;
import dev.playhead.group.ledger.Ledger.Outcome;
import dev.playhead.group.ledger.LedgerEvent;
import dev.playhead.group.parking.Parked;
import io.vertx.core.Future;
import org.junit.jupiter.api.Test;

final class DeadLetterWriterTest {
    private final GroupWorld world = new GroupWorld(GroupSpec.OnParked.BLOCK);

    @Test
    void shouldSettleTheEventOnceItsDeadLetterIsDurable() {
        world.append("a", "1");
        PartitionProbe probe = started();
        DeadLetterWriter writer = new DeadLetterWriter(probe, probe, probe.ledger);

        Future<Void> parked = park(writer, probe, 0, "boom");
        assertThat(probe.ledger.isParking(0)).as("until the writer hears of it").isTrue();
        world.loop.run();

        assertThat(parked.succeeded()).isTrue();
        assertThat(probe.parked).containsExactly(0L);
        assertThat(probe.ledger.cursor()).isEqualTo(1);
        assertThat(world.deadLetter(0)).get().satisfies(letter -> {
            assertThat(letter.failure()).isEqualTo(new Parked.Failure("boom", 1, world.now, world.now));
            assertThat(letter.original().event()).contains("\"id\":\"1\"");
        });
    }

    @Test
    void shouldParkTheLaterEventsOfTheKeyBehindAParkedOneWhenKeysBlock() {
        world.append("a", "1");
        world.append("b", "2");
        world.append("a", "3");
        world.append("a", "4");
        PartitionProbe probe = started();
        DeadLetterWriter writer = new DeadLetterWriter(probe, probe, probe.ledger);
        park(writer, probe, 0, "boom");
        world.loop.run();

        writer.pump(world.now);
        world.loop.run();

        assertThat(probe.parked).containsExactly(0L, 2L, 3L);
        assertThat(world.deadLetter(2)).get().satisfies(letter -> {
            assertThat(letter.failure().reason()).isEqualTo(Parked.BEHIND);
            assertThat(letter.failure().attempts()).isZero();
        });
        assertThat(world.deadLetter(1)).as("another key").isEmpty();
        assertThat(probe.ledger.pending()).isEqualTo(1);
    }

    @Test
    void shouldTryAgainWithTheSameReasonWhenTheJournalIsAway() {
        world.append("a", "1");
        PartitionProbe probe = started();
        DeadLetterWriter writer = new DeadLetterWriter(probe, probe, probe.ledger);
        world.deadLetterJournal.available(false);
        Future<Void> parked = park(writer, probe, 0, "boom");
        world.loop.run();

        assertThat(parked.failed()).isTrue();
        assertThat(probe.troubles).hasSize(1);
        long next = world.now + world.settings.parkPause().toMillis();
        assertThat(writer.nextAt()).isEqualTo(next);
        world.deadLetterJournal.available(true);
        world.now = next - 1;
        writer.pump(world.now);
        world.loop.run();
        assertThat(world.deadLetter(0)).as("not before the pause has passed").isEmpty();

        world.now = next;
        writer.pump(world.now);
        world.loop.run();
        assertThat(world.deadLetter(0))
                .get()
                .satisfies(letter -> assertThat(letter.failure().reason()).isEqualTo("boom"));
        assertThat(writer.nextAt()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void shouldRemoveTheDeadLetterWhenTheEventWasConfirmedMeanwhile() {
        world.append("a", "1");
        PartitionProbe probe = started();
        DeadLetterWriter writer = new DeadLetterWriter(probe, probe, probe.ledger);
        park(writer, probe, 0, "boom");
        probe.ledger.confirm(0);
        world.loop.run();

        assertThat(probe.parked).isEmpty();
        assertThat(probe.unparked).containsExactly(0L);
    }

    @Test
    void shouldSettleTheEventWithoutADeadLetterWhenTheLogHasDroppedIt() {
        world.append("a", "1");
        world.append("b", "2");
        PartitionProbe probe = started();
        DeadLetterWriter writer = new DeadLetterWriter(probe, probe, probe.ledger);
        world.log.trim(world.partition(0), 1);
        Future<Void> parked = park(writer, probe, 0, "boom");
        world.loop.run();

        assertThat(parked.succeeded()).isTrue();
        assertThat(probe.ledger.cursor()).isEqualTo(1);
        assertThat(world.deadLetter(0)).isEmpty();
    }

    /** The log was cut off, and has another event at the offset now, which the group may have confirmed. */
    @Test
    void shouldKeepTheEarlierCopyWhenARedriveFailsAndTheLogHasAnotherEvent() {
        world.append("a", "1");
        world.parkedBefore(0);
        Parked before = world.deadLetter(0).orElseThrow();
        world.log.truncate(world.partition(0), 0);
        world.append("b", "other");
        ParkedIndex index = world.connection.stores().deadLetters().known(GroupWorld.GROUP, world.topic, 0);
        PartitionProbe probe = new PartitionProbe(world, 0, index).offerAll();
        probe.startAll();
        probe.ledger.confirm(0);
        assertThat(probe.ledger.redrive(0)).isTrue();
        LedgerEvent redriven = probe.ledger.next(world.now, 1).get(0);
        probe.ledger.start(redriven, world.now);

        DeadLetterWriter writer = new DeadLetterWriter(probe, probe, probe.ledger);
        park(writer, probe, 0, "boom");
        world.loop.run();

        assertThat(world.deadLetter(0)).contains(before);
        assertThat(probe.ledger.parkedAt(0)).isEqualTo(before.original().identity());
        assertThat(probe.ledger.redriven()).singleElement().satisfies(end -> assertThat(end.processed())
                .isFalse());
    }

    @Test
    void shouldEndOnceAllWritesHaveEndedWhenOneFails() {
        world.append("a", "1");
        PartitionProbe probe = started();
        DeadLetterWriter writer = new DeadLetterWriter(probe, probe, probe.ledger);
        world.deadLetterJournal.available(false);
        park(writer, probe, 0, "boom");

        assertThat(writer.ended().succeeded()).isTrue();
    }

    private PartitionProbe started() {
        PartitionProbe probe = new PartitionProbe(world).offerAll();
        probe.startAll();
        return probe;
    }

    private Future<Void> park(DeadLetterWriter writer, PartitionProbe probe, long offset, String reason) {
        Failed failed = probe.ledger.fail(offset, FailureAction.PARK, world.now);
        assertThat(failed.outcome()).isEqualTo(Outcome.PARKS);
        return writer.park(offset, new Parked.Failure(reason, failed.attempts(), failed.firstAt(), world.now));
    }
}
