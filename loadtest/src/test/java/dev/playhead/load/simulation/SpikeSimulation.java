package dev.playhead.load.simulation;

import static io.gatling.javaapi.core.CoreDsl.constantUsersPerSec;
import static io.gatling.javaapi.core.CoreDsl.scenario;

import dev.playhead.load.books.Slots;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;

/**
 * A quiet third, a third at many times the rate, a quiet third: latency must be back within the bound soon after, and
 * nearly nothing may fail in any of them.
 */
public final class SpikeSimulation extends NodeSimulation {
    private static final long SECOND = 1_000_000_000L;
    private static final double MOST_FAILED = 0.01;

    private final Slots seconds;
    private final int third;

    public SpikeSimulation() {
        super("spike", Map.of(Knob.RATE, "200"));
        this.third = Math.max(1, plan().number(Knob.SECONDS) / 3);
        this.seconds = new Slots(3 * third + 1, SECOND, new Slots.Bound(plan().share(Knob.P99), MOST_FAILED));
        withGroups();
        claims.add("latency is back after the spike", this::verdict);
        claims.add("nearly nothing fails before, in and after it", this::failures);
        Producers producers = new Producers(stage);
        play(
                inTime(),
                scenario("producers of one event")
                        .exec(producers.one())
                        .exec(producers.telling(seconds))
                        .injectOpen(
                                constantUsersPerSec(rate()).during(third),
                                constantUsersPerSec(rate() * plan().share(Knob.PEAK))
                                        .during(third),
                                constantUsersPerSec(rate()).during(third)));
    }

    private Claims.Verdict verdict() {
        OptionalInt back = seconds.recovered(2 * third);
        int most = plan().number(Knob.RECOVERY);
        String said = String.format(
                Locale.ROOT,
                "p99 before %.1f ms, in the spike %.1f ms, after it %.1f ms; %s",
                seconds.p99Millis(0, third),
                seconds.p99Millis(third, 2 * third),
                seconds.p99Millis(2 * third, seconds.count()),
                back.isPresent()
                        ? "back within the bound " + (back.getAsInt() - 2 * third) + " s after it"
                        : "not back within the bound");
        return new Claims.Verdict(back.isPresent() && back.getAsInt() - 2 * third <= most, said);
    }

    private Claims.Verdict failures() {
        double before = seconds.failedShare(0, third);
        double spike = seconds.failedShare(third, 2 * third);
        double after = seconds.failedShare(2 * third, seconds.count());
        return new Claims.Verdict(
                Math.max(before, Math.max(spike, after)) <= MOST_FAILED,
                String.format(
                        Locale.ROOT,
                        "failed before %.2f %%, in the spike %.2f %%, after it %.2f %%",
                        100 * before,
                        100 * spike,
                        100 * after));
    }
}
