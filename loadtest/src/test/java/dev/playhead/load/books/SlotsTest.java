package dev.playhead.load.books;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class SlotsTest {
    private static final long SECOND = 1_000_000_000L;
    private static final long MILLI = 1_000_000L;

    private final Slots slots = new Slots(5, SECOND, new Slots.Bound(100, 0.01));

    private void fill(int slot, long millis) {
        for (int i = 0; i < 100; i++) {
            slots.answered(slot * SECOND + i, millis * MILLI);
        }
    }

    @Test
    void shouldTellTheFirstSlotThatBreaksWhenLatencyGrows() {
        fill(0, 5);
        fill(1, 50);
        fill(2, 500);

        assertThat(slots.broken()).hasValue(2);
        assertThat(slots.holds(1)).isTrue();
    }

    @Test
    void shouldBreakWhenTooManyFailOrNothingIsAnswered() {
        fill(0, 5);
        slots.failed(0);
        assertThat(slots.holds(0)).isTrue();
        slots.failed(0);
        assertThat(slots.holds(0)).isFalse();
        assertThat(slots.holds(1)).isFalse();
    }

    @Test
    void shouldHoldNoMoreWhenOneOfFiftyIsSlow() {
        for (int i = 0; i < 98; i++) {
            slots.answered(0, MILLI);
        }
        slots.answered(0, 200 * MILLI);
        slots.answered(0, 200 * MILLI);

        assertThat(slots.holds(0)).isFalse();
    }

    @Test
    void shouldTellWhenItIsBackWhenItWasOutOfBounds() {
        fill(0, 5);
        fill(1, 500);
        fill(2, 500);
        fill(3, 5);

        assertThat(slots.recovered(1)).hasValue(3);
        assertThat(slots.recovered(0)).hasValue(3);
    }

    @Test
    void shouldNotBeBackWhenTheLastSlotIsOutOfBounds() {
        fill(2, 5);
        fill(3, 500);

        assertThat(slots.recovered(2)).isEmpty();
    }

    @Test
    void shouldKeepWhatIsLateInTheLastSlot() {
        assertThat(slots.slot(99 * SECOND)).isEqualTo(4);
        assertThat(slots.slot(-1)).isZero();
    }

    @Test
    void shouldTellTheShareThatFailedOverSlots() {
        fill(0, 5);
        fill(1, 5);
        for (int i = 0; i < 50; i++) {
            slots.failed(SECOND);
        }

        assertThat(slots.failedShare(0, 1)).isZero();
        assertThat(slots.failedShare(0, 2)).isEqualTo(0.2);
        assertThat(slots.failedShare(3, 5)).isZero();
    }
}
