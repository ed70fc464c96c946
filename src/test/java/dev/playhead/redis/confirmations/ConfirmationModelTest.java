package dev.playhead.redis.confirmations;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/**
 * Holds the replicated log of confirmations to its promises: an identity is first once, is remembered as long as it must be,
 * and is called confirmed only where it was. A seed that fails is run again by {@code -Dconfirmations.seed=…}.
 */
final class ConfirmationModelTest {
    private static final int SEEDS = 10_000;
    private static final int TURNS = 120;

    private final Logger logs = (Logger) LoggerFactory.getLogger(ConfirmationLogs.class);

    /** That there is no room for a copy is what many a seed wants. */
    @BeforeEach
    void expectWarnings() {
        logs.setLevel(Level.ERROR);
    }

    @AfterEach
    void expectNone() {
        logs.setLevel(null);
    }

    @Test
    void shouldKeepItsPromisesWhateverHappens() {
        Long only = Long.getLong("confirmations.seed");
        if (only != null) {
            new ConfirmationWorld(only).run(TURNS);
            return;
        }
        for (long seed = 0; seed < SEEDS; seed++) {
            try {
                new ConfirmationWorld(seed).run(TURNS);
            } catch (AssertionError | RuntimeException failure) {
                throw new AssertionError(
                        "Seed " + seed + " fails, and again with -Dconfirmations.seed=" + seed, failure);
            }
        }
    }
}
