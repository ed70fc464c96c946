package dev.playhead.group.partition;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.group.Attempts.Attempt;
import dev.playhead.group.FailureAction;
import dev.playhead.group.GroupSpec;
import dev.playhead.group.ParkedIndex;
import dev.playhead.group.ledger.LedgerEvent;
import dev.playhead.testing.Mood;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class RetryPreparerTest {
    private final GroupWorld world = new GroupWorld(GroupSpec.OnParked.PASS);

    @Test
    void shouldWriteTheAttemptBeforeTheEventIsReady() {
        world.append("a", "1");
        long firstAt = world.now;
        PartitionProbe probe = started();
        RetryPreparer retries = retries(probe);
        retries.add(probe.retry(0));
        retries.pump(world.now);
        world.link.mood(Mood.HUNG); // the question is answered, but the attempt is not written
        world.loop.run();
        assertThat(retries.ready()).isEmpty();

        world.link.mood(Mood.WELL);
        world.loop.run();

        assertThat(attempts()).containsExactly(new Attempt(0, 2, firstAt));
        assertThat(retries.ready()).singleElement().satisfies(ready -> assertThat(
                        ready.block().offset(ready.row()))
                .isZero());
        assertThat(probe.wakes).isPositive();
    }

    @Test
    void shouldSettleTheEventWhenSomebodyConfirmedItMeanwhile() {
        world.append("a", "1");
        world.append("b", "2");
        PartitionProbe probe = started();
        RetryPreparer retries = retries(probe);
        probe.ledger.fail(1, FailureAction.RETRY, world.now);
        retries.add(probe.retry(0));
        world.now += 10_000;
        probe.ledger.next(world.now, 10).forEach(retries::add);
        world.confirmElsewhere(0);

        pump(retries);

        assertThat(probe.settled).containsOnlyKeys(0L).containsValue(SentEvent.State.CONFIRMED);
        assertThat(probe.ledger.cursor()).isEqualTo(1);
        assertThat(attempts()).extracting(Attempt::offset).containsExactly(1L);
        assertThat(retries.ready()).extracting(ready -> ready.event().offset()).containsExactly(1L);
    }

    @ParameterizedTest
    @EnumSource(names = {"AWAY", "DEAF"})
    void shouldTryAgainInTheSameOrderAfterThePauseWhenTheStoreRefuses(Mood mood) {
        world.append("a", "1");
        world.append("b", "2");
        PartitionProbe probe = started();
        RetryPreparer retries = retries(probe);
        probe.ledger.fail(0, FailureAction.RETRY, world.now);
        probe.ledger.fail(1, FailureAction.RETRY, world.now);
        world.pass(GroupWorld.BACKOFF.multipliedBy(2));
        List<LedgerEvent> given = probe.ledger.next(world.now, 10);
        given.forEach(retries::add);
        world.link.mood(mood);
        pump(retries);

        assertThat(retries.nextAt())
                .isEqualTo(world.now + world.settings.pause().toMillis());
        assertThat(retries.size()).isEqualTo(2);
        world.link.mood(Mood.WELL);
        pump(retries);
        assertThat(retries.ready()).as("not before the pause has passed").isEmpty();

        world.now = retries.nextAt();
        pump(retries);
        assertThat(retries.ready()).extracting(RetryPreparer.Ready::event).containsExactlyElementsOf(given);
    }

    @Test
    void shouldTakeBackTheAttemptWhenTheEventIsNotSent() {
        world.append("a", "1");
        long firstAt = world.now;
        PartitionProbe probe = started();
        RetryPreparer retries = retries(probe);
        retries.add(probe.retry(0));
        pump(retries);
        assertThat(attempts()).extracting(Attempt::number).containsExactly(2);

        assertThat(retries.takeBack().succeeded()).isTrue();

        assertThat(attempts()).as("the next owner counts one attempt").containsExactly(new Attempt(0, 1, firstAt));
        assertThat(retries.size()).isZero();
    }

    @Test
    void shouldIgnoreAnswersWhenTheEventsWerePutBack() {
        world.append("a", "1");
        PartitionProbe probe = started();
        RetryPreparer retries = retries(probe);
        retries.add(probe.retry(0));
        retries.pump(world.now);
        retries.putBack();
        world.loop.run();

        assertThat(retries.ready()).isEmpty();
        assertThat(probe.ledger.next(world.now, 1))
                .extracting(LedgerEvent::offset)
                .containsExactly(0L);
    }

    @Test
    void shouldReportTheEventGoneWhenTheLogHasDroppedIt() {
        world.append("a", "1");
        world.append("a", "2");
        PartitionProbe probe = started();
        RetryPreparer retries = retries(probe);
        LedgerEvent event = probe.retry(0);
        probe.blocks.prune(Long.MAX_VALUE);
        world.log.trim(world.partition(0), 1);
        retries.add(event);
        pump(retries);

        assertThat(probe.gone).containsExactly(0L);
        assertThat(probe.settled).containsEntry(0L, SentEvent.State.CLOSED);
        assertThat(retries.ready()).isEmpty();
    }

    @Test
    void shouldSendTheDeadLettersCopyWhenTheLogHasDroppedARedrivenEvent() {
        world.append("a", "1");
        world.append("a", "2");
        world.parkedBefore(0);
        ParkedIndex index = world.connection
                .stores()
                .deadLetters()
                .load(GroupWorld.GROUP, world.topic, 0)
                .result();
        PartitionProbe probe = new PartitionProbe(world, 0, index);
        assertThat(probe.ledger.redrive(0)).isTrue();
        world.log.trim(world.partition(0), 1);
        RetryPreparer retries = retries(probe);
        probe.ledger.next(world.now, 10).forEach(retries::add);
        pump(retries);

        assertThat(probe.gone).isEmpty();
        assertThat(retries.ready())
                .singleElement()
                .satisfies(ready -> assertThat(ready.block().id(ready.row())).isEqualTo("1"));
    }

    private PartitionProbe started() {
        PartitionProbe probe = new PartitionProbe(world).offerAll();
        probe.startAll();
        return probe;
    }

    private static RetryPreparer retries(PartitionProbe probe) {
        return new RetryPreparer(probe, probe, probe.ledger, probe.blocks);
    }

    private void pump(RetryPreparer retries) {
        retries.pump(world.now);
        world.loop.run();
    }

    private List<Attempt> attempts() {
        return world.connection
                .stores()
                .attempts()
                .load(GroupWorld.GROUP, world.partition(0))
                .result();
    }
}
