package dev.playhead.ingest;

import dev.playhead.settings.Setting;
import java.time.Duration;

/** How long, how many and how patiently identities are remembered. */
public record WindowSettings(
        @Setting(
                key = "window.duration",
                defaultValue = "2m",
                least = "1s",
                most = "7d",
                meaning = "How long the (source, id) of a stored event is remembered, at least")
        Duration duration,

        @Setting(
                key = "window.maxIds",
                defaultValue = "2000000",
                least = "1000",
                most = "1000000000",
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
                least = "10ms",
                most = "1h",
                meaning = "How long a batch waits for the window's answer before Redis counts as away")
        Duration timeout,

        @Setting(
                key = "window.wait",
                defaultValue = "5s",
                least = "10ms",
                most = "1h",
                meaning = "How long a repeated event waits for the end of its first attempt")
        Duration patience,

        @Setting(
                key = "window.heartbeat",
                defaultValue = "40s",
                least = "100ms",
                most = "1d",
                meaning = "How long after its last sign of life a node counts as dead; above kafka.outage")
        Duration heartbeat,

        @Setting(
                key = "window.maxBatch",
                defaultValue = "1000",
                least = "1",
                most = "2000",
                meaning = "How many events go into one call of the window's script, at most 2000")
        int maxBatch,

        @Setting(
                key = "window.maxUnwritten",
                defaultValue = "500000",
                least = "1000",
                most = "100000000",
                meaning = "How many ends of appends wait to be written to the window while Redis is slow or away")
        int maxUnwritten) {

    /** What happens to events while Redis is away. */
    public enum OnOutage {
        APPEND,
        REFUSE
    }
}
