package dev.playhead.replay.pacing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.metrics.Meters;
import dev.playhead.testing.Defaults;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

final class NodeBudgetTest {
    private final Load load = new Load();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final NodeBudget budget =
            new NodeBudget(Defaults.of(YieldSettings.class), load, () -> load.now, new Meters(registry));

    /** Moved by hand. */
    private static final class Load implements NodeBudget.Strain {
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
    void shouldNotBoundReplaysWhereNobodyIsLive() {
        budget.sent(1 << 30);
        pass(0, 0, 1 << 30);
        pass(0, 0, 1 << 30);
        assertThat(budget.bytes()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void shouldBeginSlowlyBesideLiveTrafficAndDoubleWhileItGoesWell() {
        live(2, 0);
        assertThat(limit()).isEqualTo(Defaults.of(YieldSettings.class).start());
        assertThat(budget.bytes())
                .isPositive()
                .isLessThan(Defaults.of(YieldSettings.class).start());
        calm(2);
        live(2, 10 << 20);
        live(2, 10 << 20);
        live(2, 10 << 20);
        assertThat(limit()).isEqualTo(8L * Defaults.of(YieldSettings.class).start());
    }

    @Test
    void shouldLetReplaysGoOnceNobodyIsLive() {
        live(2, 10 << 20);
        for (int look = 0; look < 20; look++) {
            pass(0, 0, 10 << 20);
        }
        assertThat(budget.bytes()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void shouldLearnInASilenceHowLongAppendsTakeWithoutReplays() {
        live(14, 1);
        assertThat(budget.bytes()).as("silent").isZero();
        assertThat(budget.opensAt(load.now)).isGreaterThan(load.now);
        live(20, 1);
        assertThat(budget.bytes()).as("silent").isZero();
        live(10, 1);
        double start = limit();
        assertThat(budget.bytes()).as("nothing is known to be wrong").isPositive();
        live(11, 10 << 20);
        assertThat(limit()).as("10 % longer is allowed").isGreaterThan(start);
        live(13, 1);
        assertThat(limit()).as("30 % is not").isLessThan(start);
    }

    @Test
    void shouldBoundReplaysWhenAppendsTakeLongAndGiveThemMoreAfterwards() {
        calm(2);
        live(40, 10 << 20);
        double bounded = limit();
        assertThat(budget.bytes()).isLessThan(10 << 20);
        budget.sent(10 << 20);
        assertThat(budget.bytes()).isZero();
        assertThat(budget.opensAt(load.now)).isGreaterThan(load.now);
        for (int look = 0; look < 10; look++) {
            live(2, 10 << 20);
        }
        assertThat(limit()).isGreaterThan(bounded);
    }

    @Test
    void shouldKeepWhatItLearnedForReplaysThatBeginLater() {
        calm(2);
        live(40, 10 << 20);
        double learned = limit();
        for (int look = 0; look < 50; look++) {
            live(2, 0);
        }
        assertThat(limit()).isEqualTo(learned);
    }

    @Test
    void shouldMindALateEventLoopOnlyWhenSomebodyIsLive() {
        budget.sent(1 << 20);
        stall(400);
        assertThat(budget.bytes()).isEqualTo(Long.MAX_VALUE);
        load.read = true;
        pass(0, 0, 0);
        double before = limit();
        budget.sent(1 << 20);
        stall(400);
        assertThat(limit()).isLessThan(before);
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
        double before = limit();
        live(150, 10 << 20);
        assertThat(limit()).as("as long as it takes without them").isGreaterThan(before);
        before = limit();
        live(500, 10 << 20);
        assertThat(limit()).isLessThan(before);
    }

    @Test
    void shouldNotJudgeByAHandfulOfAppends() {
        calm(2);
        double before = limit();
        for (int look = 0; look < 50; look++) {
            trickle(look % 3 == 0 ? 2.3 : 1.9);
            assertThat(limit()).as("look %d", look).isGreaterThanOrEqualTo(before);
        }
    }

    /** Replays have begun, and a silence has shown how long appends take without them. */
    private void calm(double millis) {
        live(millis, 1);
        live(millis, 0);
        live(millis, 0);
    }

    private double limit() {
        return registry.get("playhead.replay.limit").gauge().value();
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
