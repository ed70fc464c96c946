package dev.playhead.group.partition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

final class RateTest {
    private static final long SECOND = 1_000_000_000L;
    private static final Offset<Double> NEARLY = within(30.0);

    private final Rate rate = new Rate(0);
    private long now;

    @Test
    void shouldTellTheRateOfLateWhenItChanges() {
        run(20, 100, true);
        assertThat(rate.perSecond(now)).isCloseTo(100, NEARLY);

        run(5, 1000, true);

        assertThat(rate.perSecond(now)).isCloseTo(1000, NEARLY);
    }

    @Test
    void shouldTellItWithinSecondsWhenNobodyAskedForLong() {
        run(3, 100, true);
        run(600, 0, false);
        assertThat(rate.perSecond(now)).isZero();
        run(600, 0, false);

        run(3, 1000, true);

        assertThat(rate.perSecond(now)).isCloseTo(1000, within(350.0));
        run(3, 1000, true);
        assertThat(rate.perSecond(now)).isCloseTo(1000, NEARLY);
    }

    @Test
    void shouldBeTheSameWhenManyAsk() {
        for (int second = 0; second < 10; second++) {
            run(1, 500, true);
            for (int asker = 0; asker < 50; asker++) {
                rate.perSecond(now + asker);
            }
        }

        assertThat(rate.perSecond(now)).isCloseTo(500, NEARLY);
    }

    @Test
    void shouldFallToNothingWhenNothingHappens() {
        run(10, 1000, true);

        now += 4 * SECOND;
        rate.perSecond(now);
        now += 4 * SECOND;

        assertThat(rate.perSecond(now)).isZero();
    }

    private void run(int seconds, int perSecond, boolean noted) {
        for (int second = 0; second < seconds; second++) {
            for (int event = 0; event < perSecond; event++) {
                rate.add();
            }
            now += SECOND;
            if (noted) {
                rate.sample(now);
            }
        }
    }
}
