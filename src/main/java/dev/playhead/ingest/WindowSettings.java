package dev.playhead.ingest;

import dev.playhead.settings.Setting;
import java.time.Duration;

/** Bounds the duplicate window: its time, its size and its waits. */
public record WindowSettings(
        @Setting(
                key = "window.duration",
                defaultValue = "2m",
                least = "1s",
                most = "7d",
                meaning = "Minimum time that the duplicate window remembers the source and id of a stored event")
        Duration duration,

        @Setting(
                key = "window.maxIds",
                defaultValue = "2000000",
                least = "1000",
                most = "1000000000",
                meaning = "Maximum number of ids per topic in the duplicate window; beyond it the oldest expire first")
        int maxIds,

        @Setting(
                key = "window.onOutage",
                defaultValue = "append",
                meaning = "Behaviour without Redis: append stores events without a duplicate check, refuse rejects "
                        + "them")
        OnOutage onOutage,

        @Setting(
                key = "window.timeout",
                defaultValue = "1s",
                least = "10ms",
                most = "1h",
                meaning = "Maximum time that a batch waits for the duplicate window before Redis counts as unavailable")
        Duration timeout,

        @Setting(
                key = "window.wait",
                defaultValue = "5s",
                least = "10ms",
                most = "1h",
                meaning = "Maximum time that a repeated event waits for the result of its first append")
        Duration patience,

        @Setting(
                key = "window.heartbeat",
                defaultValue = "40s",
                least = "100ms",
                most = "1d",
                meaning = "Time without a heartbeat after which a node counts as dead; set it above ingest.outage")
        Duration heartbeat,

        @Setting(
                key = "window.silence",
                defaultValue = "2s",
                least = "20ms",
                most = "1d",
                meaning =
                        "Time without a heartbeat after which a node counts as dead when the cluster has removed it and "
                                + "its ports refuse connections")
        Duration silence,

        @Setting(
                key = "window.maxBatch",
                defaultValue = "1000",
                least = "1",
                most = "2000",
                meaning = "Maximum number of events per call of the window script, at most 2000")
        int maxBatch,

        @Setting(
                key = "window.maxUnwritten",
                defaultValue = "500000",
                least = "1000",
                most = "100000000",
                meaning = "Maximum number of append results that wait for a write to the duplicate window")
        int maxUnwritten) {

    /** The treatment of events during an outage of Redis. */
    public enum OnOutage {
        APPEND,
        REFUSE
    }
}
