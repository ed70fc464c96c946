package dev.playhead.load.books;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

final class BooksTest {
    private final Books books = new Books("run", 10);
    private final int first = books.enter("/s", "k", 0);

    @Test
    void shouldFindNothingWrongWhenReceiptsAreRight() {
        books.receipt(first, 2, 7, false);
        books.receiptAgain(first, 2, 7, true);
        int second = books.enter("/s", "k", 0);
        books.receipt(second, 2, 8, false);
        books.inOrder(first, second);

        assertThat(books.faults().told()).isEmpty();
        assertThat(books.acknowledged()).isEqualTo(2);
        assertThat(books.repeated()).isEqualTo(1);
    }

    @Test
    void shouldSayWhenANewEventIsToldToBeADuplicate() {
        books.receipt(first, 2, 7, true);

        assertThat(books.faults().told()).singleElement().asString().contains("/s run-0", "sent once");
    }

    @Test
    void shouldSayWhenARepeatedEventIsNotToldToBeADuplicate() {
        books.receipt(first, 2, 7, false);
        books.receiptAgain(first, 2, 7, false);

        assertThat(books.faults().told()).singleElement().asString().contains("sent again");
    }

    @Test
    void shouldSayWhenADuplicateIsToldAnotherPosition() {
        books.receipt(first, 2, 7, false);
        books.receiptAgain(first, 2, 9, true);

        assertThat(books.faults().told()).singleElement().asString().contains("2/7 and at 2/9");
    }

    @Test
    void shouldSayWhenALaterEventOfAKeyStandsBeforeAnAcknowledgedOne() {
        books.receipt(first, 2, 7, false);
        int later = books.enter("/s", "k", 0);
        books.receipt(later, 2, 6, false);

        assertThat(books.faults().told()).singleElement().asString().contains("run-1", "before an event of its key");
    }

    @Test
    void shouldTakeEitherOrderWhenEventsOfAKeyAreSentAtOnce() {
        int other = books.enter("/s", "k", 0);
        books.receipt(other, 2, 6, false);
        books.receipt(first, 2, 7, false);

        assertThat(books.faults().told()).isEmpty();
    }

    @Test
    void shouldSayWhenABatchIsStoredInAnotherOrder() {
        int second = books.enter("/s", "k", 0);
        books.receipt(first, 2, 7, false);
        books.receipt(second, 2, 6, false);
        books.inOrder(first, second);

        assertThat(books.faults().told()).singleElement().asString().contains("sent before it with the same key");
    }

    @Test
    void shouldKnowItsOwnWhenOthersComeAsWell() {
        assertThat(books.number("/s", "run-0")).isZero();
        assertThat(books.number("/other", "run-0")).isEqualTo(-1);
        assertThat(books.number("/s", "run-1")).isEqualTo(-1);
        assertThat(books.number("/s", "run-")).isEqualTo(-1);
        assertThat(books.number("/s", "other-0")).isEqualTo(-1);
        assertThat(books.number("/s", "run-x")).isEqualTo(-1);
    }

    @Test
    void shouldRefuseWhenFull() {
        for (int i = 1; i < 10; i++) {
            books.enter("/s", "k" + i, 0);
        }

        assertThatThrownBy(() -> books.enter("/s", "k", 0)).hasMessageContaining("full");
    }
}
