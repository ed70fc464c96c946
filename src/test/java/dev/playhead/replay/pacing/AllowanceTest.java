package dev.playhead.replay.pacing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.testing.Defaults;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class AllowanceTest {
    private static final YieldSettings SETTINGS = Defaults.of(YieldSettings.class);
    private static final long START = SETTINGS.start();
    private static final long FLOOR = SETTINGS.floor();
    private static final long STEP = SETTINGS.step();

    private final Allowance allowance = new Allowance(SETTINGS);

    @Test
    void shouldBeginWithLittleAndDoubleUntilItWasTooMuchOnce() {
        assertThat(allowance.limit()).isEqualTo(Allowance.UNBOUNDED);
        allowance.begin();
        assertThat(allowance.limit()).isEqualTo(START);
        allowance.look(false, START);
        allowance.look(false, 2 * START);
        assertThat(allowance.limit()).isEqualTo(4 * START);
        allowance.look(true, 4 * START);
        assertThat(allowance.limit()).isEqualTo(3 * START);
        allowance.look(false, 3 * START);
        assertThat(allowance.limit()).isEqualTo(3 * START + STEP);
        allowance.free();
        assertThat(allowance.limit()).isEqualTo(Allowance.UNBOUNDED);
    }

    @Test
    void shouldTakeAQuarterOfWhatIsSentWhenLiveTrafficHasItHard() {
        allowance.begin();
        for (int look = 0; look < 5; look++) {
            allowance.look(false, allowance.limit());
        }
        allowance.look(true, 4 * START);
        assertThat(allowance.limit()).isEqualTo(3 * START);
        allowance.look(true, 3 * START);
        assertThat(allowance.limit()).isEqualTo(9 * START / 4);
    }

    @Test
    void shouldNotGrowBeyondTwiceWhatIsWanted() {
        allowance.begin();
        for (int look = 0; look < 100; look++) {
            allowance.look(false, START - 1);
        }
        assertThat(allowance.limit()).isEqualTo(2 * START);
    }

    @Test
    void shouldStayAboveTheFloorAndComeBackWhenItGoesWellAgain() {
        for (long seed = 0; seed < 1000; seed++) {
            Random random = new Random(seed);
            Allowance tried = new Allowance(SETTINGS);
            tried.begin();
            for (int look = 0; look < 200; look++) {
                tried.look(random.nextInt(3) == 0, random.nextLong(1L << 30));
                assertThat(tried.limit()).as("seed %d", seed).isBetween(FLOOR, Allowance.UNBOUNDED);
            }
            for (int look = 0; tried.limit() < 20 * STEP; look++) {
                assertThat(look).as("seed %d", seed).isLessThan(20);
                tried.look(false, tried.limit());
            }
        }
    }
}
