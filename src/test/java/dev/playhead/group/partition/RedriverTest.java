package dev.playhead.group.partition;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.event.Identity;
import dev.playhead.event.Position;
import dev.playhead.event.Problem;
import dev.playhead.group.FailureAction;
import dev.playhead.group.GroupSpec;
import dev.playhead.group.ParkedIndex;
import dev.playhead.group.Redrives;
import dev.playhead.group.ledger.LedgerEvent;
import dev.playhead.group.parking.Parked;
import dev.playhead.testing.Mood;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RedriverTest {
    private final GroupWorld world = new GroupWorld(GroupSpec.OnParked.BLOCK);
    private final Redrives redrives = world.connection.stores().redrives();

    @Test
    void shouldRedriveOnceWhenTheSameEventIsWantedTwice() {
        PartitionProbe probe = parked(1);
        Redriver redriver = redriver(probe);
        want(0L);
        look(redriver);
        want(0L);
        look(redriver);

        assertThat(probe.ledger.next(world.now, 10)).singleElement().satisfies(event -> assertThat(event.redriven())
                .isTrue());
        assertThat(redriver.open()).isEqualTo(1);
    }

    @Test
    void shouldRedriveInTheOrderOfTheLogWhenSeveralAreWanted() {
        PartitionProbe probe = parked(3);
        Redriver redriver = redriver(probe);
        want(2L, 0L);
        look(redriver);

        List<LedgerEvent> first = probe.ledger.next(world.now, 10);
        assertThat(first)
                .as("one of a key at once")
                .extracting(LedgerEvent::offset)
                .containsExactly(0L);
        probe.ledger.start(first.get(0), world.now);
        probe.ledger.confirm(0);
        assertThat(probe.ledger.next(world.now, 10))
                .extracting(LedgerEvent::offset)
                .containsExactly(2L);
    }

    @Test
    void shouldRemoveTheDeadLetterOnlyAfterTheCursorIsWritten() {
        PartitionProbe probe = parked(1);
        Redriver redriver = redriver(probe);
        want(0L);
        look(redriver);
        Promise<Void> written = Promise.promise();
        probe.written = written.future();
        process(probe);

        tick(redriver);
        assertThat(world.deadLetter(0)).isPresent();
        assertThat(redriver.open()).isPositive();

        written.complete();
        world.loop.run();
        assertThat(world.deadLetter(0)).isEmpty();
        assertThat(asked()).isEmpty();
        assertThat(redriver.open()).isZero();
        assertThat(probe.changes).isEqualTo(1);
    }

    @Test
    void shouldTryTheRemovalAgainAtTheNextTickWhenTheCursorCannotBeWritten() {
        PartitionProbe probe = parked(1);
        Redriver redriver = redriver(probe);
        want(0L);
        look(redriver);
        process(probe);
        probe.written = Future.failedFuture(Problem.UNAVAILABLE.because("away").asException());
        tick(redriver);
        assertThat(probe.troubles).hasSize(1);
        assertThat(world.deadLetter(0)).isPresent();

        probe.written = Future.succeededFuture();
        tick(redriver);
        assertThat(world.deadLetter(0)).isEmpty();
        assertThat(probe.writes).isEqualTo(2);
    }

    @Test
    void shouldKeepTheDeadLetterWhenTheRedriveFails() {
        PartitionProbe probe = parked(1);
        Redriver redriver = redriver(probe);
        want(0L);
        look(redriver);
        LedgerEvent event = probe.ledger.next(world.now, 1).get(0);
        probe.ledger.start(event, world.now);
        probe.ledger.fail(0, FailureAction.PARK, world.now);
        probe.ledger.parked(0);
        tick(redriver);

        assertThat(world.deadLetter(0)).isPresent();
        assertThat(asked()).as("it must be wanted anew").isEmpty();
        assertThat(redriver.open()).isZero();
        want(0L);
        look(redriver);
        assertThat(probe.ledger.next(world.now, 1)).hasSize(1);
    }

    @Test
    void shouldOnlyRemoveTheDeadLetterWhenTheEventWasConfirmedMeanwhile() {
        PartitionProbe probe = parked(1);
        Redriver redriver = redriver(probe);
        world.confirmElsewhere(0);
        want(0L);
        look(redriver);

        assertThat(probe.ledger.next(world.now, 10)).isEmpty();
        assertThat(world.deadLetter(0)).isEmpty();
        assertThat(asked()).isEmpty();
    }

    @Test
    void shouldForgetTheRequestWhenTheEventIsNotParked() {
        PartitionProbe probe = parked(1);
        Redriver redriver = redriver(probe);
        want(7L);
        look(redriver);

        assertThat(asked()).isEmpty();
        assertThat(probe.ledger.next(world.now, 10)).isEmpty();
    }

    @Test
    void shouldFreeTheKeyWhenItsDeadLetterIsDiscarded() {
        PartitionProbe probe = parked(1);
        Redriver redriver = redriver(probe);
        look(redriver);
        world.connection.stores().deadLetters().forget(GroupWorld.GROUP);
        world.append("a", "later");
        look(redriver);
        probe.offerAll();

        assertThat(probe.startAll()).as("not barred any more").containsExactly(1L);
    }

    @Test
    void shouldBarTheKeyWhileItsDeadLetterIsThere() {
        PartitionProbe probe = parked(1);
        Redriver redriver = redriver(probe);
        world.append("a", "later");
        look(redriver);
        probe.offerAll();

        assertThat(probe.startAll()).isEmpty();
        assertThat(probe.ledger.parking(10)).extracting(LedgerEvent::offset).containsExactly(1L);
    }

    @Test
    void shouldFreeTheKeyWhenItsDeadLetterWasRemovedBeforeTheIndexShowedIt() {
        world.append("a", "1");
        PartitionProbe probe = new PartitionProbe(world).offerAll();
        Redriver redriver = redriver(probe);
        probe.startAll();
        probe.ledger.fail(0, FailureAction.PARK, world.now);
        probe.ledger.parked(0);
        redriver.parked(0);
        world.append("a", "later");
        look(redriver);
        probe.offerAll();

        assertThat(probe.startAll()).containsExactly(1L);
    }

    @Test
    void shouldLookAgainWhenTheStoreWasAway() {
        PartitionProbe probe = parked(1);
        Redriver redriver = redriver(probe);
        want(0L);
        world.link.mood(Mood.AWAY);
        look(redriver);
        assertThat(redriver.open()).isZero();

        world.link.mood(Mood.WELL);
        look(redriver);
        assertThat(redriver.open()).isEqualTo(1);
    }

    /** Two lost events were parked at the offset before the one that the log has there now, each after a cut. */
    @Test
    void shouldRedriveOneAfterTheOtherWhenOthersWereParkedAtItsOffset() {
        Identity first = parkedOfALostEnd(1);
        Identity second = parkedOfALostEnd(2);
        PartitionProbe probe = parked(1);
        Redriver redriver = redriver(probe);
        Identity last = world.deadLetter(0).orElseThrow().original().identity();

        for (Identity expected : List.of(last, second, first)) {
            want(0L);
            look(redriver);
            LedgerEvent event = probe.ledger.next(world.now, 10).get(0);
            assertThat(event.identity()).isEqualTo(expected);
            assertThat(event.redriven()).isTrue();
            probe.ledger.start(event, world.now);
            probe.ledger.confirm(0);
            tick(redriver);
            assertThat(asked()).isEmpty();
        }

        assertThat(world.deadLetter(0)).isEmpty();
        world.append("a", "later");
        look(redriver);
        probe.offerAll();
        assertThat(probe.startAll()).as("no key is barred").containsExactly(1L);
    }

    @Test
    void shouldForgetTheRedriveOfAReplacedEventWhenItIsDiscarded() {
        parkedOfALostEnd(1);
        PartitionProbe probe = parked(1);
        Redriver redriver = redriver(probe);
        want(0L);
        look(redriver);
        process(probe);
        tick(redriver);
        want(0L);
        look(redriver);
        assertThat(redriver.open()).isEqualTo(1);

        world.connection.stores().deadLetters().forget(GroupWorld.GROUP);
        look(redriver);
        tick(redriver);

        assertThat(redriver.open()).isZero();
        assertThat(probe.ledger.next(world.now, 10)).isEmpty();
    }

    /** The last one of the offset goes, and the one before has the offset again. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldForgetTheEventWhenItsDeadLetterIsDiscardedAndAnotherHasTheOffset(boolean redriving) {
        Identity lost = parkedOfALostEnd(7);
        PartitionProbe probe = parked(1);
        Redriver redriver = redriver(probe);
        Identity last = world.deadLetter(0).orElseThrow().original().identity();
        if (redriving) {
            want(0L);
            look(redriver);
        }

        world.connection.stores().deadLetters().remove(GroupWorld.GROUP, Map.of(probe.position(0), last));
        look(redriver);
        tick(redriver);

        assertThat(probe.ledger.next(world.now, 10)).isEmpty();
        assertThat(probe.ledger.parkedAt(0)).isEqualTo(lost);
        assertThat(world.deadLetter(0).orElseThrow().original().identity()).isEqualTo(lost);
        world.append("a", "later");
        look(redriver);
        probe.offerAll();
        assertThat(probe.startAll()).as("its key is free").containsExactly(1L);
    }

    @Test
    void shouldRemoveNoOtherDeadLetterWhenTheRemovalIsTriedAgain() {
        Identity lost = parkedOfALostEnd(7);
        PartitionProbe probe = parked(1);
        Redriver redriver = redriver(probe);
        Identity last = world.deadLetter(0).orElseThrow().original().identity();
        want(0L);
        look(redriver);
        process(probe);
        world.connection.stores().deadLetters().remove(GroupWorld.GROUP, Map.of(probe.position(0), last));

        tick(redriver);
        tick(redriver);

        assertThat(world.deadLetter(0).orElseThrow().original().identity()).isEqualTo(lost);
        assertThat(redriver.open()).isZero();
    }

    private Identity parkedOfALostEnd(int number) {
        Identity identity = new Identity(number, number);
        world.connection
                .stores()
                .deadLetters()
                .park(new Parked(
                        GroupWorld.GROUP,
                        new Parked.Original(
                                world.topic.id(),
                                new Position("orders", 0, 0),
                                world.now,
                                true,
                                number,
                                identity,
                                "{}"),
                        new Parked.Failure("no", 3, world.now, world.now)));
        return identity;
    }

    /** So many events of one key that an owner before has parked. */
    private PartitionProbe parked(int count) {
        for (int index = 0; index < count; index++) {
            world.append("a", "id-" + index);
            world.parkedBefore(index);
        }
        ParkedIndex index = world.connection
                .stores()
                .deadLetters()
                .load(GroupWorld.GROUP, world.topic, 0)
                .result();
        assertThat(index.entries()).hasSize(count);
        return new PartitionProbe(world, 0, index).offerAll();
    }

    private static Redriver redriver(PartitionProbe probe) {
        ParkedIndex index = probe.stores().deadLetters().known(GroupWorld.GROUP, probe.topic(), 0);
        return new Redriver(probe, probe, probe.ledger, index);
    }

    private void want(Long... offsets) {
        redrives.ask(GroupWorld.GROUP, world.partition(0), List.of(offsets));
    }

    private List<Long> asked() {
        return redrives.asked(GroupWorld.GROUP, world.partition(0)).result();
    }

    private void look(Redriver redriver) {
        redriver.look();
        world.loop.run();
    }

    private void tick(Redriver redriver) {
        redriver.tick();
        world.loop.run();
    }

    private void process(PartitionProbe probe) {
        assertThat(probe.startAll()).containsExactly(0L);
        probe.ledger.confirm(0);
    }
}
