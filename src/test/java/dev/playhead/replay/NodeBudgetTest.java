package dev.playhead.replay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.metrics.Meters;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

final class NodeBudgetTest {
    private final Load load = new Load();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final NodeBudget budget = new NodeBudget(YieldSettings.DEFAULT, load, () -> load.now, new Meters(registry));

    /** Moved by hand. */
    private static final class Load implements Strain {
        private long appends;
        private double millis;
        private boolean read;
        private long now = 1000;

        @Override
        public long appends() {
            return appends;
        }

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
    void shouldLearnInASilenceHowLongAppendsTakeWithoutReplays() {
        live(14, 1);
        assertThat(budget.bytes()).as("silent").isZero();
        assertThat(budget.opensAt(load.now)).isGreaterThan(load.now);
        live(20, 1);
        assertThat(budget.bytes()).as("silent").isZero();
        live(10, 1);
        assertThat(budget.bytes()).as("nothing is known to be wrong").isEqualTo(Long.MAX_VALUE);
        live(11, 1);
        assertThat(budget.bytes()).as("10 % longer is allowed").isEqualTo(Long.MAX_VALUE);
        live(13, 1);
        assertThat(budget.bytes()).as("30 % is not").isLessThan(Long.MAX_VALUE);
    }

    @Test
    void shouldBoundReplaysWhenAppendsTakeLongAndLetThemGoAfterwards() {
        live(2, 10 << 20);
        live(2, 0);
        live(2, 0);
        live(40, 10 << 20);
        assertThat(budget.bytes()).isLessThan(10 << 20);
        budget.sent(10 << 20);
        assertThat(budget.bytes()).isZero();
        assertThat(budget.opensAt(load.now)).isGreaterThan(load.now);

        for (int look = 0; look < 400 && budget.bytes() < Long.MAX_VALUE; look++) {
            live(2, 0);
        }
        assertThat(budget.bytes()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void shouldMindALateEventLoopOnlyWhenSomebodyIsLive() {
        budget.sent(1 << 20);
        stall(400);
        assertThat(budget.bytes()).isEqualTo(Long.MAX_VALUE);
        load.read = true;
        budget.sent(1 << 20);
        stall(400);
        assertThat(budget.bytes()).isLessThan(Long.MAX_VALUE);
    }

    @Test
    void shouldYieldWhereAppendsTakeLongerThanASilence() {
        live(500, 10 << 20);
        assertThat(budget.bytes()).as("silent").isZero();
        for (int look = 0; look < 3; look++) {
            live(400, 0);
            assertThat(budget.bytes())
                    .as("what ends now began while replays were sending")
                    .isZero();
        }
        live(150, 0);
        live(150, 10 << 20);
        assertThat(budget.bytes()).as("as long as it takes without them").isLessThan(Long.MAX_VALUE);
        live(500, 10 << 20);
        double before = registry.get("playhead.replay.limit").gauge().value();
        live(500, 10 << 20);
        assertThat(registry.get("playhead.replay.limit").gauge().value()).isLessThan(before);
    }

    @Test
    void shouldNotJudgeByAHandfulOfAppends() {
        live(2, 10 << 20);
        live(2, 0);
        live(2, 0);
        for (int look = 0; look < 50; look++) {
            trickle(look % 3 == 0 ? 2.3 : 1.9);
            assertThat(budget.bytes()).as("look %d", look).isIn(Long.MAX_VALUE, 0L);
        }
    }

    /** A tenth of a second with one append beside a replay. */
    private void trickle(double millis) {
        pass(1, millis, 10 << 20);
    }

    /** A tenth of a second in which appends took so long and replays sent so much. */
    private void live(double millis, int bytes) {
        pass(100, millis, bytes);
    }

    private void pass(int appends, double millis, int bytes) {
        load.appends += appends;
        load.millis += appends * millis;
        if (bytes > 0) {
            budget.sent(bytes);
        }
        for (int probe = 0; probe < 10; probe++) {
            load.now += 10;
            budget.probe(load.now);
        }
    }

    /** An event loop that does nothing for so long. */
    private void stall(long millis) {
        load.now += millis;
        budget.probe(load.now);
    }
}
