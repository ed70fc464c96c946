package dev.playhead.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

final class CalmTest {
    private static final long EVERY = 5000;
    private static final long MOMENT = 100;

    @Test
    void shouldMeasureTheSecondMomentOfASilenceAlone() {
        Calm calm = new Calm(EVERY);
        calm.look(0, true, 80);
        assertThat(calm.isSilent()).isTrue();
        calm.look(100, true, 60);
        assertThat(calm.isSilent()).isTrue();
        calm.look(200, false, 3);
        assertThat(calm.isSilent()).isFalse();
        assertThat(calm.millis()).isEqualTo(3);
    }

    @Test
    void shouldNotBeSilentWhereNobodySendsBesideAppends() {
        Calm calm = new Calm(EVERY);
        for (long now = 0; now < 10 * EVERY; now += MOMENT) {
            calm.look(now, false, 3);
            assertThat(calm.isSilent()).isFalse();
        }
    }

    @Test
    void shouldKeepSilencesShortAndSeldomWhateverComes() {
        for (long seed = 0; seed < 1000; seed++) {
            Random random = new Random(seed);
            Calm calm = new Calm(EVERY);
            int silent = 0;
            int moments = 2000;
            for (long moment = 0; moment < moments; moment++) {
                calm.look(moment * MOMENT, random.nextInt(4) > 0, random.nextInt(3) == 0 ? 0 : random.nextDouble(50));
                silent += calm.isSilent() ? 1 : 0;
            }
            assertThat(silent).as("seed %d", seed).isLessThanOrEqualTo((int) (2 * (moments * MOMENT / EVERY + 1)));
        }
    }
}
