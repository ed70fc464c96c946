package dev.playhead.group.ledger;

import org.junit.jupiter.api.Test;

/**
 * Holds the ledger to the invariants of groups: order of keys (4), nothing again that was confirmed (7), nothing left out
 * (9), the sums of credit and of deliveries (10), one fate for each event (12). A seed that fails is run again by {@code
 * -Dledger.seed=…}.
 */
final class LedgerPropertyTest {
    private static final int SEEDS = 10_000;
    private static final int TURNS = 150;

    @Test
    void shouldHoldTheInvariantsWhateverHappens() {
        Long only = Long.getLong("ledger.seed");
        if (only != null) {
            new LedgerWorld(only).run(TURNS);
            return;
        }
        for (long seed = 0; seed < SEEDS; seed++) {
            try {
                new LedgerWorld(seed).run(TURNS);
            } catch (AssertionError | RuntimeException failure) {
                throw new AssertionError("Seed " + seed + " fails, and again with -Dledger.seed=" + seed, failure);
            }
        }
    }
}
