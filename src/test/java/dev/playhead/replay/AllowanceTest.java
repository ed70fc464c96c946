package dev.playhead.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

final class AllowanceTest {
    private static final long FLOOR = 1 << 20;
    private static final long STEP = 1 << 20;

    @Test
    void shouldHalveWhatIsSentWhenLiveTrafficHasItHard() {
        Allowance allowance = new Allowance(FLOOR, STEP);
        allowance.look(true, 100 * STEP);
        assertThat(allowance.limit()).isEqualTo(50 * STEP);
        allowance.look(true, 50 * STEP);
        assertThat(allowance.limit()).isEqualTo(25 * STEP);
        allowance.look(false, 25 * STEP);
        assertThat(allowance.limit()).isEqualTo(26 * STEP);
    }

    @Test
    void shouldStayAboveTheFloorAndComeBackWhenItGoesWellAgain() {
        for (long seed = 0; seed < 1000; seed++) {
            Random random = new Random(seed);
            Allowance allowance = new Allowance(FLOOR, STEP);
            for (int look = 0; look < 200; look++) {
                allowance.look(random.nextInt(3) == 0, random.nextLong(1L << 30));
                assertThat(allowance.limit()).as("seed %d", seed).isBetween(FLOOR, Allowance.UNBOUNDED);
            }
            for (int look = 0; allowance.isBound(); look++) {
                assertThat(look).as("seed %d", seed).isLessThan(1000);
                allowance.look(false, STEP);
            }
        }
    }
}
