package dev.playhead.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class StallWatchTest {
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private long now;
    private final StallWatch watch = new StallWatch("ws-1 of orders", PATIENCE, () -> now);
    private final Credit credit = new Credit();

    @Test
    void shouldStallWhenNothingMovesThoughTheClientWouldTakeMore() {
        assertThat(stalls(1, null)).isTrue();

        watch.moved();
        watch.look(1, credit, null, () -> "a test");

        assertThat(watch.isStalled()).isFalse();
        assertThat(stalls(0, null)).as("nothing waits").isFalse();
    }

    @ParameterizedTest
    @EnumSource(Hold.class)
    void shouldNotStallWhenTheReasonIsTheClient(Hold hold) {
        assertThat(stalls(1, hold)).isFalse();
    }

    @Test
    void shouldFindTheReasonOfTheClient() {
        assertThat(Hold.of(false, credit)).isEqualTo(Hold.NO_CREDIT);
        credit.grant(3);
        assertThat(Hold.of(false, credit)).isNull();
        assertThat(Hold.of(true, credit)).isEqualTo(Hold.NOT_READ);
        credit.grantBytes(10);
        credit.starve();
        assertThat(Hold.of(false, credit)).as("the next event is larger").isEqualTo(Hold.NO_CREDIT_IN_BYTES);
        credit.grantBytes(10);
        assertThat(Hold.of(false, credit)).as("it may fit now").isNull();
        credit.spend(1, 20);
        assertThat(Hold.of(false, credit)).isEqualTo(Hold.NO_CREDIT_IN_BYTES);
        credit.grantBytes(10);
        credit.spend(2, 5);
        assertThat(Hold.of(false, credit)).isEqualTo(Hold.NO_CREDIT);
    }

    private boolean stalls(long lag, @Nullable Hold hold) {
        watch.look(lag, credit, hold, () -> "a test");
        now += PATIENCE.toNanos() + 1;
        watch.look(lag, credit, hold, () -> "a test");
        return watch.isStalled();
    }
}
