package dev.playhead.load.books;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class ConfirmingTest {
    private static final Extent ALL = Extent.all(1);

    private final Books books = new Books("run", 10);
    private final Confirming confirming = new Confirming("it", books, 1);
    private final List<Delivery> two = List.of(append("a", 0), append("b", 1));

    private Delivery append(String key, long offset) {
        int number = books.enter("/s", key, 0);
        books.receipt(number, 0, offset, false);
        return new Delivery("/s", books.id(number), 0, offset);
    }

    private List<String> faults() {
        return confirming.check(ALL, ALL).told();
    }

    @Test
    void shouldFindNothingWrongWhenAllIsConfirmedOnce() {
        long ref = confirming.delivered(two, 0);

        assertThat(confirming.confirmed(ref, 2, 0, 0, 1)).isEqualTo(2);

        assertThat(faults()).isEmpty();
        assertThat(confirming.reached(new Extent(new long[] {2}))).isTrue();
    }

    @Test
    void shouldFindNothingWrongWhenOneComesAgainBeforeItsConfirmationIsAnswered() {
        long first = confirming.delivered(two, 0);
        long again = confirming.delivered(two.subList(0, 1), 0);
        confirming.confirmed(again, 1, 0, 0, 1);
        confirming.confirmed(first, 1, 1, 0, 1);

        assertThat(faults()).isEmpty();
    }

    @Test
    void shouldSayWhenOneIsLost() {
        confirming.confirmed(confirming.delivered(two.subList(1, 2), 0), 1, 0, 0, 1);

        assertThat(faults()).singleElement().asString().contains("misses /s run-0");
    }

    @Test
    void shouldSayWhenAConfirmationIsTwiceTheFirst() {
        confirming.confirmed(confirming.delivered(two, 0), 2, 0, 0, 1);
        confirming.confirmed(confirming.delivered(two.subList(0, 1), 0), 1, 0, 0, 1);

        assertThat(faults())
                .hasSize(3)
                .anySatisfy(fault -> assertThat(fault).contains("after its confirmation was answered"))
                .anySatisfy(fault -> assertThat(fault).contains("1 as the first, and 0 to 0"))
                .anySatisfy(fault -> assertThat(fault).contains("2 events, of which 3 were answered as the first"));
    }

    @Test
    void shouldSayWhenAConfirmationOfOneThatCameOnceIsADuplicate() {
        confirming.confirmed(confirming.delivered(two, 0), 1, 1, 0, 1);

        assertThat(faults())
                .anySatisfy(fault -> assertThat(fault).contains("2 events, of which 1 were answered"))
                .anySatisfy(fault -> assertThat(fault).contains("1 duplicates, and only 0"));
    }

    @Test
    void shouldSayWhenAConfirmationIsOfUnknownEventsOrNotOfAll() {
        confirming.confirmed(confirming.delivered(two, 0), 1, 0, 1, 1);

        assertThat(faults()).anySatisfy(fault -> assertThat(fault).contains("1 unknown"));
    }

    @Test
    void shouldAskAgainForTheSameWhenAConfirmationIsRefusedForNow() {
        long ref = confirming.delivered(two, 0);

        assertThat(confirming.again(ref, 1)).containsExactly("run-0", "run-1");

        confirming.confirmed(ref, 2, 0, 0, 1);
        assertThat(faults()).isEmpty();
        assertThat(confirming.again(ref, 1)).isEmpty();
        assertThat(faults()).hasSize(1);
    }

    @Test
    void shouldTakeDuplicatesWhenTheFirstConfirmationWasRefusedAndKeptAllTheSame() {
        long ref = confirming.delivered(two, 0);
        confirming.again(ref, 1);
        confirming.confirmed(ref, 1, 1, 0, 1);

        assertThat(faults()).isEmpty();
    }

    @Test
    void shouldSayWhenMoreAreNotTheFirstThanWereRefused() {
        long first = confirming.delivered(two.subList(0, 1), 0);
        confirming.again(first, 1);
        confirming.confirmed(first, 0, 1, 0, 1);
        confirming.confirmed(confirming.delivered(two.subList(1, 2), 0), 0, 1, 0, 1);

        assertThat(faults()).hasSize(3).anySatisfy(fault -> assertThat(fault).contains("0 as the first, and 1 to 1"));
    }

    @Test
    void shouldSayWhichFrameIsWrongWhenTheSumIsRight() {
        confirming.confirmed(confirming.delivered(two.subList(0, 1), 0), 0, 1, 0, 1);
        confirming.confirmed(confirming.delivered(two, 0), 2, 0, 0, 1);

        assertThat(faults())
                .anySatisfy(fault -> assertThat(fault).contains("0 as the first, and 1 to 1"))
                .anySatisfy(fault -> assertThat(fault).contains("2 as the first, and 1 to 1"))
                .noneSatisfy(fault -> assertThat(fault).contains("were answered as the first"));
    }

    @Test
    void shouldTakeEitherAsTheFirstWhenAnswersCross() {
        long first = confirming.delivered(two.subList(0, 1), 0);
        long second = confirming.delivered(two, 0);
        confirming.confirmed(second, 1, 1, 0, 1);
        confirming.confirmed(first, 1, 0, 0, 1);

        assertThat(faults()).isEmpty();
    }

    @Test
    void shouldGiveUpAskingAgainWhenThatHasGoneOnForAMinute() {
        long ref = confirming.delivered(two, 0);
        assertThat(confirming.again(ref, 59_000_000_000L)).isNotEmpty();
        assertThat(confirming.again(ref, 61_000_000_000L)).isEmpty();

        assertThat(faults()).anySatisfy(fault -> assertThat(fault).contains("refused a confirmation for 60 seconds"));
    }

    @Test
    void shouldSayWhenAConfirmationIsNotAnswered() {
        confirming.delivered(two, 0);

        assertThat(faults()).hasSize(2).allSatisfy(fault -> assertThat(fault).contains("was not answered"));
        assertThat(confirming.reached(new Extent(new long[] {2}))).isFalse();
    }

    @Test
    void shouldNotOweAConfirmationWhenTheEventIsBeyondTheExtent() {
        long ref = confirming.delivered(two.subList(0, 1), 0);
        confirming.confirmed(ref, 1, 0, 0, 1);
        confirming.delivered(two.subList(1, 2), 0);

        assertThat(confirming.check(new Extent(new long[] {1}), ALL).told()).isEmpty();
    }

    @Test
    void shouldSayWhenAnAnswerWasNotAskedForOrTheNodeRefuses() {
        confirming.confirmed(confirming.delivered(two, 0), 2, 0, 0, 1);
        confirming.confirmed(7, 1, 0, 0, 1);
        confirming.refused("{\"op\":\"problem\"}");

        assertThat(faults()).hasSize(2);
    }
}
