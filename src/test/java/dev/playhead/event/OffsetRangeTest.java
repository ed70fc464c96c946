package dev.playhead.event;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class OffsetRangeTest {
    @ParameterizedTest
    @CsvSource({"3,5,2,false", "3,5,3,true", "3,5,4,true", "3,5,5,false", "3,3,3,false", "5,3,4,false"})
    void shouldContainTheOffsetWhenItIsNotBeforeFromAndBeforeTo(long from, long to, long offset, boolean contained) {
        assertThat(new OffsetRange(from, to).contains(offset)).isEqualTo(contained);
    }

    @ParameterizedTest
    @CsvSource({"3,4,false", "3,3,true", "4,3,true", "0,9223372036854775807,false"})
    void shouldBeEmptyWhenItDoesNotEndAfterItBegins(long from, long to, boolean empty) {
        assertThat(new OffsetRange(from, to).isEmpty()).isEqualTo(empty);
    }
}
