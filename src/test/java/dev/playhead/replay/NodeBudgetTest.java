package dev.playhead.replay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.metrics.Meters;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

final class NodeBudgetTest {
    private final Load load = new Load();
    private final NodeBudget budget =
            new NodeBudget(YieldSettings.DEFAULT, load, () -> load.now, new Meters(new SimpleMeterRegistry()));

    /** Moved by hand. */
    private static final class Load implements Strain {
        private double millis;
        private boolean read;
        private long now = 1000;

        @Override
        public double appendMillis() {
            return millis;
        }

        @Override
        public boolean isRead() {
            return read;
        }
    }

    @Test
    void shouldBoundReplaysWhenAppendsTakeLongAndLetThemGoAfterwards() {
        assertThat(budget.bytes()).isEqualTo(Long.MAX_VALUE);
        load.millis = 40;
        budget.sent(10 << 20);
        pass(100);
        assertThat(budget.bytes()).isLessThan(10 << 20);
        budget.sent(10 << 20);
        assertThat(budget.bytes()).isZero();
        assertThat(budget.opensAt(load.now)).isGreaterThan(load.now);

        load.millis = 2;
        for (int look = 0; look < 200; look++) {
            pass(100);
        }
        assertThat(budget.bytes()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void shouldMindALateEventLoopOnlyWhenSomebodyIsLive() {
        budget.sent(1 << 20);
        pass(400);
        assertThat(budget.bytes()).isEqualTo(Long.MAX_VALUE);
        load.read = true;
        budget.sent(1 << 20);
        pass(400);
        assertThat(budget.bytes()).isLessThan(Long.MAX_VALUE);
    }

    private void pass(long millis) {
        load.now += millis;
        budget.look(load.now);
    }
}
