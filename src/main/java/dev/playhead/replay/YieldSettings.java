package dev.playhead.replay;

import dev.playhead.settings.Setting;
import java.time.Duration;

/** How replays make room for what is live. */
public record YieldSettings(
        @Setting(
                key = "replays.yield.latency",
                defaultValue = "15ms",
                meaning =
                        "From which mean latency of appends on, or delay of an event loop, the node's replays send less")
        Duration latency,

        @Setting(
                key = "replays.yield.floor",
                defaultValue = "1MiB",
                meaning =
                        "How many bytes a second the node's replays may send together however hard live traffic has it")
        int floor,

        @Setting(
                key = "replays.yield.step",
                defaultValue = "1MiB",
                meaning = "By how many bytes a second they may send more with every tenth of a second in which live "
                        + "traffic goes well")
        int step) {

    /** As a node has it that nobody configured. */
    public static final YieldSettings DEFAULT = new YieldSettings(Duration.ofMillis(15), 1 << 20, 1 << 20);

    public YieldSettings {
        if (latency.toMillis() < 1) {
            throw new IllegalArgumentException("replays.yield.latency is " + latency + ", but takes 1ms and more");
        }
        atLeast("replays.yield.floor", floor);
        atLeast("replays.yield.step", step);
    }

    private static void atLeast(String key, int value) {
        if (value < 1024) {
            throw new IllegalArgumentException(key + " is " + value + ", but takes 1KiB and more");
        }
    }
}
