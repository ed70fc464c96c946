package dev.playhead.load.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;

final class PlanTest {
    private final Properties given = new Properties();

    private Plan plan() {
        return Plan.of(given, Map.of(Knob.RATE, "7000"));
    }

    @Test
    void shouldTakeTheSimulationsOwnWhenNothingIsGiven() {
        assertThat(plan().number(Knob.RATE)).isEqualTo(7000);
        assertThat(plan().number(Knob.SECONDS)).isEqualTo(60);
    }

    @Test
    void shouldTakeShortValuesWhenShort() {
        given.setProperty("playhead.short", "true");

        assertThat(plan().number(Knob.RATE)).isEqualTo(100);
        assertThat(plan().isShort()).isTrue();
    }

    @Test
    void shouldTakeWhatIsGivenWhenAnythingElseHoldsToo() {
        given.setProperty("playhead.short", "true");
        given.setProperty("playhead.rate", "3");

        assertThat(plan().number(Knob.RATE)).isEqualTo(3);
    }

    @Test
    void shouldSayWhichAndWhatItTakesWhenAValueIsWrong() {
        given.setProperty("playhead.members", "9");
        assertThatThrownBy(this::plan).hasMessage("playhead.members is 9; it takes at most as many as partitions");
        given.setProperty("playhead.members", "many");
        assertThatThrownBy(this::plan).hasMessage("playhead.members takes a whole number, not many");
    }
}
