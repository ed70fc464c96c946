package dev.playhead.ingest;

import dev.playhead.settings.Setting;
import java.time.Duration;

/** How long, how many and how patiently identities are remembered. */
public record WindowSettings(
        @Setting(
                key = "window.duration",
                defaultValue = "2m",
                meaning = "How long the (source, id) of a stored event is remembered, at least")
        Duration duration,

        @Setting(
                key = "window.maxIds",
                defaultValue = "2000000",
                meaning = "How many ids of one topic are remembered at most; the oldest are forgotten first")
        int maxIds,

        @Setting(
                key = "window.onOutage",
                defaultValue = "append",
                meaning = "While Redis is away: append without the window, or refuse")
        OnOutage onOutage,

        @Setting(
                key = "window.timeout",
                defaultValue = "1s",
                meaning = "How long a batch waits for the window's answer before Redis counts as away")
        Duration timeout,

        @Setting(
                key = "window.wait",
                defaultValue = "5s",
                meaning = "How long a repeated event waits for the end of its first attempt")
        Duration patience,

        @Setting(
                key = "window.heartbeat",
                defaultValue = "40s",
                meaning = "How long after its last sign of life a node counts as dead; above kafka.outage")
        Duration heartbeat,

        @Setting(
                key = "window.maxBatch",
                defaultValue = "1000",
                meaning = "How many events go into one call of the window's script, at most 2000")
        int maxBatch,

        @Setting(
                key = "window.maxUnwritten",
                defaultValue = "500000",
                meaning = "How many ends of appends wait to be written to the window while Redis is slow or away")
        int maxUnwritten) {

    /** What happens to events while Redis is away. */
    public enum OnOutage {
        APPEND,
        REFUSE
    }

    public WindowSettings {
        atLeast("window.duration", duration, Duration.ofSeconds(1));
        atLeast("window.timeout", timeout, Duration.ofMillis(10));
        atLeast("window.wait", patience, Duration.ofMillis(10));
        atLeast("window.heartbeat", heartbeat, Duration.ofMillis(100));
        within("window.maxIds", maxIds, 1_000, 1_000_000_000);
        within("window.maxBatch", maxBatch, 1, 2_000);
        within("window.maxUnwritten", maxUnwritten, 1_000, 100_000_000);
    }

    private static void atLeast(String key, Duration value, Duration least) {
        if (value.compareTo(least) < 0) {
            throw new IllegalArgumentException(key + " is " + value + "; it must be at least " + least);
        }
    }

    private static void within(String key, int value, int least, int most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(key + " is " + value + "; it takes " + least + " to " + most);
        }
    }
}
