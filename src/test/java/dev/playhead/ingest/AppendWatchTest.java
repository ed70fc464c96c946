package dev.playhead.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class AppendWatchTest {
    private static final long SECOND = 1_000_000_000L;

    // Before zero, because System.nanoTime may be
    private long now = -5 * SECOND;
    private final List<Boolean> told = new ArrayList<>();
    private final AppendWatch watch =
            new AppendWatch(Duration.ofSeconds(10), () -> now, (serves, reason) -> told.add(serves));

    @Test
    void shouldServeWhenNothingIsAsked() {
        pass(60, true);
        assertThat(told).containsExactly(true);
    }

    @Test
    void shouldNotServeWhenOneWaitsForLongerThanItMay() {
        pass(10, false);
        assertThat(told).containsExactly(true);
        pass(1, false);
        assertThat(told).containsExactly(true, false);
        watch.ended(false);
        pass(1, false);
        assertThat(told).containsExactly(true, false, true);
    }

    @Test
    void shouldNotServeWhenOneTimedOutAndNoneIsStored() {
        pass(1, true);
        watch.ended(true);
        pass(1, true);
        assertThat(told).containsExactly(true, false);
        pass(8, true);
        assertThat(told).containsExactly(true, false);
        pass(1, true);
        assertThat(told).containsExactly(true, false, true);
    }

    @Test
    void shouldServeWhenOthersAreStored() {
        for (int second = 0; second < 30; second++) {
            watch.ended(true);
            watch.ended(false);
            pass(1, false);
        }
        assertThat(told).containsExactly(true);
    }

    private void pass(int seconds, boolean idle) {
        for (int second = 0; second < seconds; second++) {
            now += SECOND;
            watch.look(idle);
        }
    }
}
