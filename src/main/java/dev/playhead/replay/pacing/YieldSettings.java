package dev.playhead.replay.pacing;

import dev.playhead.settings.Setting;
import java.time.Duration;

/** How replays make room for what is live. */
public record YieldSettings(
        @Setting(
                key = "replays.yield.factor",
                defaultValue = "1.15",
                meaning = "The node's replays send less while appends take that many times as long as they do while no "
                        + "replay sends")
        double factor,

        @Setting(
                key = "replays.yield.silence",
                defaultValue = "5s",
                meaning = "How often replays fall silent for a fifth of a second, beside live appends, so that it is "
                        + "known how long those take without them")
        Duration silence,

        @Setting(
                key = "replays.yield.latency",
                defaultValue = "15ms",
                meaning =
                        "They send less as well while an event loop is that late and somebody is live, or appends take "
                                + "that long and it is not known how long they take without them")
        Duration latency,

        @Setting(
                key = "replays.yield.start",
                defaultValue = "8MiB",
                meaning = "How many bytes a second the node's replays may send together when they begin beside live "
                        + "traffic; twice as much with every tenth of a second until it has it hard for the first time")
        int start,

        @Setting(
                key = "replays.yield.floor",
                defaultValue = "1MiB",
                meaning =
                        "How many bytes a second the node's replays may send together however hard live traffic has it")
        int floor,

        @Setting(
                key = "replays.yield.step",
                defaultValue = "128KiB",
                meaning = "By how many bytes a second they may send more with every tenth of a second in which live "
                        + "traffic goes well")
        int step) {

    /** As a node has it that nobody configured. */
    public static final YieldSettings DEFAULT =
            new YieldSettings(1.15, Duration.ofSeconds(5), Duration.ofMillis(15), 1 << 23, 1 << 20, 1 << 17);

    public YieldSettings {
        if (!(factor > 1 && factor <= 1000)) {
            throw new IllegalArgumentException(
                    "replays.yield.factor is " + factor + ", but takes more than 1 and at most 1000");
        }
        if (silence.toMillis() < 1000) {
            throw new IllegalArgumentException("replays.yield.silence is " + silence + ", but takes 1s and more");
        }
        if (latency.toMillis() < 1) {
            throw new IllegalArgumentException("replays.yield.latency is " + latency + ", but takes 1ms and more");
        }
        atLeast("replays.yield.start", start);
        atLeast("replays.yield.floor", floor);
        atLeast("replays.yield.step", step);
    }

    private static void atLeast(String key, int value) {
        if (value < 1024) {
            throw new IllegalArgumentException(key + " is " + value + ", but takes 1KiB and more");
        }
    }
}
