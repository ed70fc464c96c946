package dev.playhead.load.simulation;

import static io.gatling.javaapi.core.CoreDsl.doIf;
import static io.gatling.javaapi.core.CoreDsl.incrementUsersPerSec;
import static io.gatling.javaapi.core.CoreDsl.scenario;

import dev.playhead.load.books.Slots;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A ramp of levels, one event a request, that finds where latency breaks: it tells the last rate whose p99 held the bound.
 * Past the first level that did not, nothing more is sent.
 */
public final class StressSimulation extends NodeSimulation {
    private static final long NANOS = 1_000_000_000L;

    private final Slots levels;
    private final double levelSeconds;
    private final AtomicInteger judgedUpTo = new AtomicInteger();
    private volatile boolean broken;

    public StressSimulation() {
        super("stress", Map.of(Knob.RATE, "500", Knob.SECONDS, "200"));
        int count = plan().number(Knob.LEVELS);
        this.levelSeconds = Math.max(1, plan().number(Knob.SECONDS) / count);
        this.levels = new Slots(
                count,
                (long) (levelSeconds * NANOS),
                new Slots.Bound(plan().share(Knob.P99), plan().share(Knob.ERRORS) / 100));
        withGroups();
        claims.add("the first level holds, and the last that holds is told", this::verdict);
        Producers producers = new Producers(stage);
        play(
                List.of(),
                scenario("producers of one event")
                        .exec(doIf(session -> !isBroken()).then(producers.one().exec(producers.telling(levels))))
                        .injectOpen(incrementUsersPerSec(plan().share(Knob.STEP))
                                .times(count)
                                .eachLevelLasting((long) levelSeconds)
                                .startingFrom(rate())));
    }

    /** Whether a level that is over did not hold. */
    private boolean isBroken() {
        int now = levels.slot(stage.sinceSendingBegan(System.nanoTime()));
        if (judgedUpTo.getAndAccumulate(now, Math::max) < now) {
            broken = levels.broken().orElse(now) < now;
        }
        return broken;
    }

    private Claims.Verdict verdict() {
        OptionalInt first = levels.broken();
        int last = first.orElse(levels.count()) - 1;
        StringBuilder said = new StringBuilder();
        said.append(last < 0 ? "no level held" : "the last rate that held is " + rate(last) + " events/s");
        said.append(first.isPresent() ? "" : ", the last that was tried");
        for (int level = 0; level <= Math.min(last + 1, levels.count() - 1); level++) {
            said.append(String.format(Locale.ROOT, "%n    %.0f events/s: %s", rate(level), levels.line(level)));
        }
        return new Claims.Verdict(last >= 0, said.toString());
    }

    private double rate(int level) {
        return rate() + level * plan().share(Knob.STEP);
    }
}
