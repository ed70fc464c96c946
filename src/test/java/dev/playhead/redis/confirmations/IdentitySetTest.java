package dev.playhead.redis.confirmations;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.event.Identity;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class IdentitySetTest {

    /** Few of each half, so that they collide in all ways, zero and the two together among them. */
    private static Identity some(Random random) {
        return new Identity(random.nextInt(40) * (random.nextBoolean() ? 1L : 1L << 48), random.nextInt(5));
    }

    @Test
    void shouldDoAsASetDoesWhenHistoriesAreRandom() {
        for (int seed = 0; seed < 200; seed++) {
            Random random = new Random(seed);
            IdentitySet set = new IdentitySet(1 << random.nextInt(4));
            Set<Identity> model = new HashSet<>();
            for (int step = 0; step < 600; step++) {
                Identity one = some(random);
                assertThat(set.has(one.high(), one.low())).as("seed " + seed).isEqualTo(model.contains(one));
                if (random.nextInt(3) > 0) {
                    assertThat(set.add(one.high(), one.low()))
                            .as("seed " + seed)
                            .isEqualTo(model.add(one));
                }
                if (random.nextInt(300) == 0) {
                    set.clear();
                    model.clear();
                }
                assertThat(set.size()).isEqualTo(model.size());
            }
        }
    }

    @Test
    void shouldTakeSoMuchMemoryWhenItIsLarge() {
        IdentitySet set = new IdentitySet(64);
        Random random = new Random(1);
        for (int count = 1; count <= 500_000; count++) {
            set.add(random.nextLong(), random.nextLong());
            if (count >= 10_000) {
                assertThat(set.bytes()).isBetween(21L * count, 44L * count);
            }
        }
        assertThat(set.size()).isEqualTo(500_000);
    }
}
