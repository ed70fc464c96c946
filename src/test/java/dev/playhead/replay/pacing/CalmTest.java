package dev.playhead.replay.pacing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

final class CalmTest {
    private static final long EVERY = 5000;
    private static final long MOMENT = 100;

    @Test
    void shouldMeasureTheSecondMomentOfASilenceAlone() {
        Calm calm = new Calm(EVERY, MOMENT);
        calm.look(0, true, 80);
        assertThat(calm.isSilent()).isTrue();
        calm.look(100, true, 60);
        assertThat(calm.isSilent()).isTrue();
        calm.look(200, false, 3);
        assertThat(calm.isSilent()).isFalse();
        assertThat(calm.millis()).isEqualTo(3);
    }

    @Test
    void shouldWaitForAppendsThatBeganInTheSilenceButNotForEver() {
        Calm calm = new Calm(EVERY, MOMENT);
        calm.look(0, true, 400);
        calm.look(100, true, 400);
        calm.look(200, true, 400);
        calm.look(300, true, 250);
        assertThat(calm.isSilent()).isTrue();
        calm.look(400, true, 250);
        assertThat(calm.isSilent()).isFalse();
        assertThat(calm.millis()).isEqualTo(250);

        Calm stuck = new Calm(EVERY, MOMENT);
        for (int moment = 0; moment < 11; moment++) {
            stuck.look(moment * MOMENT, true, 15_000);
        }
        assertThat(stuck.isSilent()).isFalse();
        assertThat(stuck.millis()).isZero();
    }

    @Test
    void shouldNotBeMisledByOneSilence() {
        Calm calm = new Calm(EVERY, MOMENT);
        long now = 0;
        for (double millis : new double[] {3, 3, 90, 3, 3}) {
            calm.look(now, true, 5);
            calm.look(now + 100, true, 5);
            calm.look(now + 200, true, millis);
            now += EVERY + 1000;
        }
        assertThat(calm.millis()).isEqualTo(3);
    }

    @Test
    void shouldNotBeSilentWhereNobodySendsBesideAppends() {
        Calm calm = new Calm(EVERY, MOMENT);
        for (long now = 0; now < 10 * EVERY; now += MOMENT) {
            calm.look(now, false, 3);
            assertThat(calm.isSilent()).isFalse();
        }
    }

    @Test
    void shouldKeepSilencesShortAndSeldomWhateverComes() {
        for (long seed = 0; seed < 1000; seed++) {
            Random random = new Random(seed);
            Calm calm = new Calm(EVERY, MOMENT);
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
