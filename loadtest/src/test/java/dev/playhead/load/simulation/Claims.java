package dev.playhead.load.simulation;

import dev.playhead.load.books.Confirming;
import dev.playhead.load.books.Extent;
import dev.playhead.load.books.Faults;
import dev.playhead.load.books.Received;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import org.HdrHistogram.Histogram;

/**
 * Owns what must hold at the end of a run, and whether it did; each is a request of Gatling's report, which asserts that
 * none has failed. Put together before the run, judged once at its end.
 */
final class Claims {
    /** Whether it holds, and what there is to say of it. */
    record Verdict(boolean holds, String said) {
        static Verdict of(Faults faults, String summary) {
            return new Verdict(
                    faults.isEmpty(),
                    summary + (faults.isEmpty() ? "" : ", and " + faults.count() + " faults:\n" + faults));
        }
    }

    private static final long MAX_NANOS = 120_000_000_000L;
    private static final int DIGITS = 2;
    private static final double NANOS_A_MILLI = 1e6;
    private static final double MILLIS_PERCENTILE = 99;

    private final Stage stage;
    private final Map<String, Supplier<Verdict>> claims = new LinkedHashMap<>();
    private final Map<String, Verdict> verdicts = new LinkedHashMap<>();

    Claims(Stage stage) {
        this.stage = stage;
        add("consumers are there", () -> new Verdict(stage.everybodyIsThere(), stage.attendance()));
        add("receipts are right", this::receipts);
    }

    void add(String name, Supplier<Verdict> claim) {
        claims.put("claim: " + name, claim);
    }

    /** Adds those of the consumers that the stage has. */
    void addConsumers(boolean hasLive) {
        if (hasLive) {
            add("live is whole and in order", this::live);
            add("live comes in time", this::liveInTime);
        }
        stage.groups()
                .forEach(group -> add(group.confirming().name() + " is whole, each confirmed once", () -> {
                    Extent sent = sent();
                    return confirming(group.confirming(), sent, Extent.all(stage.partitions()));
                }));
        stage.replays().forEach(replay -> {
            add(replay.label() + " is completed", () -> new Verdict(replay.isCompleted(), "it is " + replay.state()));
            replay.targets()
                    .forEach(target -> add(
                            target.name() + " is whole, each confirmed once",
                            () -> confirming(target, replay.extent(), replay.extent())));
        });
    }

    Iterable<String> names() {
        return claims.keySet();
    }

    void judge() {
        claims.forEach((name, claim) -> {
            Verdict verdict = claim.get();
            verdicts.put(name, verdict);
            System.out.println((verdict.holds() ? "  holds   " : "  FAILED  ") + name + " — " + verdict.said());
        });
    }

    boolean holds(String name) {
        return verdicts.get(name).holds();
    }

    private Extent sent() {
        Extent sent = stage.sent();
        return sent == null ? Extent.all(stage.partitions()) : sent;
    }

    private Verdict receipts() {
        String summary = stage.books().acknowledged() + " of " + stage.books().count() + " events acknowledged, "
                + stage.books().repeated() + " of them again as duplicates";
        Verdict verdict = Verdict.of(stage.books().faults(), summary);
        return stage.sent() != null ? verdict : new Verdict(false, summary + "; not every partition has a last event");
    }

    private Verdict live() {
        Faults faults = new Faults();
        long events = 0;
        for (Received received : stage.live()) {
            faults.addAll(received.check(sent(), Extent.all(stage.partitions())));
            events += received.events();
        }
        return Verdict.of(faults, events + " deliveries to " + stage.live().size() + " subscribers");
    }

    private Verdict liveInTime() {
        Histogram sum = new Histogram(MAX_NANOS, DIGITS);
        stage.live().forEach(received -> received.addLatenciesTo(sum));
        double bound = stage.plan().share(Knob.LIVE_P99);
        return new Verdict(
                sum.getTotalCount() > 0 && sum.getValueAtPercentile(MILLIS_PERCENTILE) <= bound * NANOS_A_MILLI,
                "from sending to delivery " + percentiles(sum) + "; the bound of p99 is " + bound + " ms");
    }

    private static Verdict confirming(Confirming confirming, Extent owed, Extent allowed) {
        Histogram answers = new Histogram(MAX_NANOS, DIGITS);
        confirming.addLatenciesTo(answers);
        return Verdict.of(
                confirming.check(owed, allowed),
                confirming.events() + " deliveries, " + confirming.confirmed()
                        + " confirmed, from delivery to the answer " + percentiles(answers));
    }

    private static String percentiles(Histogram histogram) {
        return String.format(
                Locale.ROOT,
                "p50 %.1f ms, p99 %.1f ms, most %.1f ms",
                histogram.getValueAtPercentile(50) / NANOS_A_MILLI,
                histogram.getValueAtPercentile(MILLIS_PERCENTILE) / NANOS_A_MILLI,
                histogram.getMaxValue() / NANOS_A_MILLI);
    }
}
