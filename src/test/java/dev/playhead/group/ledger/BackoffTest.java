package dev.playhead.group.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.group.GroupSpec;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class BackoffTest {
    private final Random random = new Random(7);

    @Test
    void shouldDoubleWithinAQuarterWhenExponential() {
        Rules.Backoff backoff = new Rules.Backoff(GroupSpec.BackoffPolicy.EXPONENTIAL, 1_000, Long.MAX_VALUE);
        for (int retry = 1; retry <= 20; retry++) {
            assertThat(backoff.millis(retry, random.nextLong())).isBetween(750L << retry, 1250L << retry);
        }
    }

    @Test
    void shouldGrowByTheDelayWithinAQuarterWhenLinear() {
        Rules.Backoff backoff = new Rules.Backoff(GroupSpec.BackoffPolicy.LINEAR, 1_000, Long.MAX_VALUE);
        for (int retry = 1; retry <= 20; retry++) {
            assertThat(backoff.millis(retry, random.nextLong())).isBetween(750L * retry, 1250L * retry);
        }
    }

    @Test
    void shouldNeverPassItsLimitWhenRetriesAreMany() {
        Rules.Backoff backoff = new Rules.Backoff(GroupSpec.BackoffPolicy.EXPONENTIAL, 86_400_000, 300_000);
        for (int retry = 1; retry <= 1_000; retry++) {
            assertThat(backoff.millis(retry, random.nextLong())).isEqualTo(300_000);
        }
    }

    @Test
    void shouldSpreadWhenManyFailTogether() {
        Rules.Backoff backoff = new Rules.Backoff(GroupSpec.BackoffPolicy.EXPONENTIAL, 1_000, Long.MAX_VALUE);
        assertThat(random.longs(1_000).map(salt -> backoff.millis(1, salt)).distinct())
                .hasSizeGreaterThan(500);
    }
}
