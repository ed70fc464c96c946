package dev.playhead.log;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class JournalValuesTest {
    private final JournalValues<Integer> values =
            new JournalValues<>("number", (at, text) -> Integer.parseInt(text) + (int) at.place());

    @Test
    void shouldGiveTheValueWhenItIsUnderstood() {
        assertThat(values.decode(new Journal.At("a", 30), "12")).contains(42);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "twelve", "{\"number\":12}"})
    void shouldSkipTheValueWhenItIsNotUnderstood(String text) {
        assertThat(values.decode(new Journal.At("a", 0), text)).isEmpty();
    }
}
