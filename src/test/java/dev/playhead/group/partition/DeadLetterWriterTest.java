package dev.playhead.group.partition;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.group.FailureAction;
import dev.playhead.group.GroupSpec;
import dev.playhead.group.ledger.Ledger.Failed;
import dev.playhead.group.ledger.Ledger.Outcome;
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
