package dev.playhead.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class CreditTest {
    private static final int SEEDS = 20_000;

    @Test
    void shouldConserveCreditWhenGrantedAndSpentInAnyOrder() {
        for (int seed = 0; seed < SEEDS; seed++) {
            Random random = new Random(seed);
            Credit credit = new Credit();
            BigInteger granted = BigInteger.ZERO;
            for (int step = 0; step < 30; step++) {
                if (random.nextBoolean()) {
                    long more = 1 + (random.nextLong() & Long.MAX_VALUE) % (1L << (1 + random.nextInt(62)));
                    credit.grant(more);
                    granted = granted.add(BigInteger.valueOf(more)).min(BigInteger.valueOf(Long.MAX_VALUE));
                } else if (random.nextBoolean()) {
                    credit.grantBytes(1 + random.nextInt(1000));
                } else if (!credit.isSpent()) {
                    credit.spend(
                            1 + (random.nextLong() & Long.MAX_VALUE) % credit.events(),
                            random.nextInt((int) Math.min(1000, credit.bytes()) + 1));
                }
                assertThat(credit.events()).as("seed %d", seed).isNotNegative();
                assertThat(credit.bytes()).as("seed %d", seed).isNotNegative();
                assertThat(credit.sent()).as("seed %d", seed).isNotNegative();
                assertThat(BigInteger.valueOf(credit.granted()))
                        .as("seed %d", seed)
                        .isEqualTo(granted);
                assertThat(credit.events() + credit.sent()).as("seed %d", seed).isEqualTo(credit.granted());
            }
        }
    }

    @Test
    void shouldSaturateWhenMoreIsGrantedThanCanBeCounted() {
        Credit credit = new Credit();
        credit.grant(Long.MAX_VALUE);
        credit.grant(Long.MAX_VALUE);
        assertThat(credit.events()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void shouldRefuseWhenNothingOrLessIsGranted() {
        Credit credit = new Credit();
        assertThatThrownBy(() -> credit.grant(0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> credit.grant(Long.MIN_VALUE)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> credit.grantBytes(-1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void shouldNotCountBytesWhenOnlyEventsWereAskedFor() {
        Credit credit = new Credit();
        credit.grant(2);
        credit.spend(1, 1_000_000);
        assertThat(credit.bytes()).isEqualTo(Long.MAX_VALUE);
        credit.grantBytes(10);
        assertThat(credit.bytes()).isEqualTo(10);
    }
}
