package dev.playhead.group.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.playhead.event.Identity;
import dev.playhead.event.OffsetRange;
import dev.playhead.group.Attempts.Attempt;
import dev.playhead.group.FailureAction;
import dev.playhead.group.GroupSpec;
import dev.playhead.group.ParkedIndex;
import dev.playhead.group.ledger.Ledger.Outcome;
import dev.playhead.group.ledger.Ledger.Redriven;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a ledger does, one thing at a time; that nothing else happens is for {@link LedgerPropertyTest}. */
final class LedgerTest {
    private static final long NOW = 1_000;
    private static final int RETRY = 2;

    private Ledger ledger = ledger(GroupSpec.OnParked.PASS, Restored.at(0));

    @Test
    void shouldMoveTheCursorToTheFirstThatIsNotSettledWhenOthersAreConfirmed() {
        offer(0, 1);
        offer(1, 2);
        offer(2, 3);
        ledger.exclude(3, 10);
        send(3);

        ledger.confirm(1);
        assertThat(ledger.cursor()).isZero();
        assertThat(ledger.settled()).containsExactly(new OffsetRange(1, 2), new OffsetRange(3, 10));

        ledger.confirm(0);
        assertThat(ledger.cursor()).isEqualTo(2);
        assertThat(ledger.confirm(0)).isEqualTo(Ledger.Verdict.DUPLICATE);
        assertThat(ledger.confirm(11)).isEqualTo(Ledger.Verdict.UNKNOWN);
    }

    @Test
    void shouldRefuseToBeToldWhenSomethingIsLeftOut() {
        assertThatThrownBy(() -> offer(1, 1)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void shouldHoldBackTheKeyAloneWhenOneOfItWaitsForItsRetry() {
        offer(0, 1);
        send(1);
        offer(1, 1);
        offer(2, 2);

        Ledger.Failed failed = ledger.fail(0, FailureAction.RETRY, NOW);

        assertThat(failed.outcome()).isEqualTo(Outcome.RETRIED);
        assertThat(given(NOW)).containsExactly(2L);
        assertThat(ledger.nextAt()).isEqualTo(failed.retryAt());
        assertThat(given(failed.retryAt())).containsExactly(0L);
    }

    @Test
    void shouldLetTheKeyGoOnWhenItsParkedEventIsDurable() {
        offer(0, 1);
        send(1);
        offer(1, 1);
        assertThat(ledger.fail(0, FailureAction.PARK, NOW).outcome()).isEqualTo(Outcome.PARKS);
        assertThat(given(NOW)).isEmpty();

        assertThat(ledger.parked(0)).isTrue();

        assertThat(given(NOW)).containsExactly(1L);
    }

    @Test
    void shouldParkTheRestOfTheKeyWhenItBlocks() {
        ledger = ledger(GroupSpec.OnParked.BLOCK, Restored.at(0));
        offer(0, 1);
        offer(1, 1);
        send(5);
        assertThat(ledger.inFlight()).isEqualTo(1);
        ledger.fail(0, FailureAction.PARK, NOW);
        ledger.parked(0);

        assertThat(ledger.parking(5)).extracting(LedgerEvent::offset).containsExactly(1L);
        ledger.parked(1);
        assertThat(ledger.redrive(0)).isTrue();
        assertThat(ledger.redrive(1)).isTrue();
        offer(2, 1);
        assertThat(ledger.parking(5)).isEmpty();

        for (long offset = 0; offset < 3; offset++) {
            assertThat(send(5)).containsExactly(offset);
            ledger.confirm(offset);
        }
        assertThat(ledger.redriven())
                .containsExactly(new Redriven(0, new Identity(0, 0), true), new Redriven(1, new Identity(1, 1), true));
    }

    @Test
    void shouldParkWhenTheDeadlineOfTheLastAttemptHasPassed() {
        offer(0, 1);
        long now = NOW;
        for (int attempt = 1; attempt <= RETRY; attempt++) {
            send(1, now);
            now = ledger.nextAt();
            assertThat(ledger.expire(now)).extracting(Ledger.Failed::outcome).containsExactly(Outcome.RETRIED);
            now = ledger.nextAt();
        }
        send(1, now);

        assertThat(ledger.expire(ledger.nextAt()))
                .extracting(Ledger.Failed::outcome, Ledger.Failed::attempts, Ledger.Failed::firstAt)
                .containsExactly(tuple(Outcome.PARKS, RETRY + 1, NOW));
    }

    @Test
    void shouldNotExpireWhenTheDeadlineWasExtended() {
        offer(0, 1);
        send(1);
        long deadline = ledger.nextAt();

        assertThat(ledger.extend(0, deadline - 1)).isTrue();

        assertThat(ledger.expire(deadline)).isEmpty();
    }

    @Test
    void shouldNotSendWhenItWasConfirmedAfterItWasGivenOut() {
        offer(0, 1);
        send(1);
        Ledger.Failed failed = ledger.fail(0, FailureAction.RETRY, NOW);
        LedgerEvent again = ledger.next(failed.retryAt(), 1).get(0);

        assertThat(ledger.confirm(0)).isEqualTo(Ledger.Verdict.FIRST);

        assertThat(ledger.start(again, failed.retryAt())).isFalse();
    }

    @Test
    void shouldSettleASecondOfTheSameWhenTheFirstIsConfirmed() {
        Identity same = new Identity(1, 1);
        ledger.lookUpBegins(3);
        ledger.offer(0, 1, true, same);
        ledger.offer(1, 2, true, same);
        assertThat(send(5)).containsExactly(0L);

        ledger.confirm(0);
        ledger.offer(2, 3, true, same);

        assertThat(ledger.cursor()).isEqualTo(3);
    }

    @Test
    void shouldGoOnWithTheNextAttemptWhenTheOwnerBeforeHadDelivered() {
        ledger = ledger(
                GroupSpec.OnParked.PASS,
                new Restored(0, List.of(), 2, List.of(new Attempt(1, 2, 5)), ParkedIndex.EMPTY));
        offer(0, 1);
        offer(1, 2);
        offer(2, 3);

        assertThat(ledger.next(NOW, 5)).extracting(LedgerEvent::attempt).containsExactly(2, 3, 1);
    }

    @Test
    void shouldParkWithoutDeliveryWhenTheLastAttemptWasAnOwnersBefore() {
        ledger = ledger(
                GroupSpec.OnParked.PASS,
                new Restored(0, List.of(), 1, List.of(new Attempt(0, RETRY + 1, 5)), ParkedIndex.EMPTY));
        offer(0, 1);

        assertThat(given(NOW)).isEmpty();
        assertThat(ledger.parking(5)).extracting(LedgerEvent::attempt).containsExactly(RETRY + 1);
    }

    @Test
    void shouldTryARedriveWhenAttemptsOfBeforeItWasParkedAreLeft() {
        ParkedIndex index = new ParkedIndex(List.of(new ParkedIndex.Entry(0, true, 1, new Identity(0, 0))));
        ledger = ledger(
                GroupSpec.OnParked.PASS, new Restored(1, List.of(), 1, List.of(new Attempt(0, RETRY + 1, 5)), index));

        assertThat(ledger.redrive(0)).isTrue();

        assertThat(given(NOW)).containsExactly(0L);
    }

    @Test
    void shouldNotBeToldWhatWasParkedWhenItsOwnerDiedBeforeItsPlaceWasWritten() {
        ParkedIndex index = new ParkedIndex(List.of(new ParkedIndex.Entry(3, true, 1, new Identity(3, 3))));
        ledger = ledger(GroupSpec.OnParked.PASS, new Restored(2, List.of(new OffsetRange(4, 6)), 6, List.of(), index));
        offer(2, 1);
        offer(3, 1);

        assertThat(ledger.readFrom()).isEqualTo(6);
        assertThat(ledger.pending()).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource
    void shouldDeliverAnotherEventWhenTheLogWasCutOffBelowAParkedOne(GroupSpec.OnParked onParked) {
        ParkedIndex index = new ParkedIndex(List.of(
                new ParkedIndex.Entry(3, true, 1, new Identity(33, 33)),
                new ParkedIndex.Entry(5, false, 0, new Identity(55, 55)),
                new ParkedIndex.Entry(9, true, 2, new Identity(9, 9))));
        ledger = ledger(onParked, new Restored(2, List.of(), 2, List.of(), index));
        for (int offset = 2; offset < 10; offset++) {
            offer(offset, offset + 10);
        }

        assertThat(given(NOW)).as("only 9 is what was parked there").containsExactly(2L, 3L, 4L, 5L, 6L, 7L, 8L);
        assertThat(ledger.redrive(3)).as("another event stands there").isFalse();
        assertThat(ledger.redrive(9)).isTrue();
    }

    @Test
    void shouldRedriveAParkedEventWhenTheEventInItsPlaceIsSettled() {
        ParkedIndex index = new ParkedIndex(List.of(new ParkedIndex.Entry(0, true, 1, new Identity(33, 33))));
        ledger = ledger(GroupSpec.OnParked.PASS, new Restored(0, List.of(), 0, List.of(), index));
        offer(0, 1);
        send(1);
        ledger.confirm(0);

        assertThat(ledger.redrive(0)).isTrue();
        assertThat(ledger.next(NOW, 5)).extracting(LedgerEvent::identity).containsExactly(new Identity(33, 33));
    }

    @Test
    void shouldParkARedrivenEventAgainWhenAnotherEventIsAppendedInItsPlace() {
        ParkedIndex index = new ParkedIndex(List.of(new ParkedIndex.Entry(0, true, 1, new Identity(33, 33))));
        ledger = ledger(GroupSpec.OnParked.PASS, new Restored(0, List.of(), 0, List.of(), index));
        ledger.redrive(0);
        send(1);
        offer(0, 1);

        assertThat(ledger.redriven()).containsExactly(new Redriven(0, new Identity(33, 33), false));
        assertThat(ledger.next(NOW, 5)).extracting(LedgerEvent::identity).containsExactly(new Identity(0, 0));
    }

    @Test
    void shouldTakeNoMoreWhenEnoughCouldBeSent() {
        for (int offset = 0; offset < 8; offset++) {
            assertThat(ledger.takesMore()).isTrue();
            offer(offset, offset);
        }
        assertThat(ledger.takesMore()).isFalse();
    }

    private static Ledger ledger(GroupSpec.OnParked onParked, Restored restored) {
        Rules.Backoff backoff = new Rules.Backoff(GroupSpec.BackoffPolicy.LINEAR, 10, 100);
        return new Ledger(new Rules(100, 100, 100, 8, RETRY, backoff, 50, onParked), restored);
    }

    private void offer(long offset, long key) {
        ledger.offer(offset, key, true, new Identity(offset, offset));
    }

    private List<Long> given(long now) {
        return ledger.next(now, 100).stream().map(LedgerEvent::offset).toList();
    }

    private List<Long> send(int most) {
        return send(most, NOW);
    }

    private List<Long> send(int most, long now) {
        List<LedgerEvent> out = ledger.next(now, most);
        out.forEach(delivery -> assertThat(ledger.start(delivery, now)).isTrue());
        return out.stream().map(LedgerEvent::offset).toList();
    }
}
