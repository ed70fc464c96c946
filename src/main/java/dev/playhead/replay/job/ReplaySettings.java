package dev.playhead.replay.job;

import dev.playhead.settings.Setting;
import java.time.Duration;

/** Bounds replays. */
public record ReplaySettings(
        @Setting(
                key = "replays.maxTargets",
                defaultValue = "32",
                least = "1",
                most = "1000",
                meaning = "Maximum number of targets per replay")
        int maxTargets,

        @Setting(
                key = "replays.maxTopics",
                defaultValue = "64",
                least = "1",
                most = "1000",
                meaning = "Maximum number of topics per replay")
        int maxTopics,

        @Setting(
                key = "replays.maxRunning",
                defaultValue = "32",
                least = "1",
                most = "10000",
                meaning = "Maximum number of unfinished replays in the cluster; beyond it the node answers 429")
        int maxRunning,

        @Setting(
                key = "replays.maxPerPrincipal",
                defaultValue = "16",
                least = "1",
                most = "10000",
                meaning = "Maximum number of unfinished replays per token owner (auth.tokens)")
        int maxPerPrincipal,

        @Setting(
                key = "replays.maxKept",
                defaultValue = "1000",
                least = "0",
                most = "10000",
                meaning = "Maximum number of finished replays that the cluster keeps; beyond it the oldest are "
                        + "removed first")
        int maxKept,

        @Setting(
                key = "replays.idleTimeout",
                defaultValue = "1h",
                least = "1s",
                most = "30d",
                meaning = "Default time without a consumer after which a target fails as abandoned")
        Duration idleTimeout,

        @Setting(
                key = "replays.dryRun",
                defaultValue = "10s",
                least = "10ms",
                most = "10m",
                meaning = "Maximum read time of a dry run; beyond it the answer is an estimate")
        Duration dryRun,

        @Setting(
                key = "replays.maxDryRuns",
                defaultValue = "4",
                least = "1",
                most = "1000",
                meaning = "Maximum number of concurrent dry runs per node; beyond it the node answers 429")
        int maxDryRuns,

        @Setting(
                key = "replays.sweep",
                defaultValue = "2s",
                least = "10ms",
                most = "10m",
                meaning = "Interval between checks for finished and unattended targets")
        Duration sweep,

        @Setting(
                key = "replays.maxWatchers",
                defaultValue = "256",
                least = "1",
                most = "100000",
                meaning = "Maximum number of requests per event loop that follow the progress of a replay")
        int maxWatchers) {

    static final Duration LEAST_IDLE = Duration.ofSeconds(1);
    static final Duration MOST_IDLE = Duration.ofDays(30);
}
