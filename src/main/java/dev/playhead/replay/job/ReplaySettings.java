package dev.playhead.replay.job;

import dev.playhead.settings.Setting;
import java.time.Duration;

/** What bounds replays. */
public record ReplaySettings(
        @Setting(
                key = "replays.maxTargets",
                defaultValue = "32",
                least = "1",
                most = "1000",
                meaning = "Most targets of one replay")
        int maxTargets,

        @Setting(
                key = "replays.maxTopics",
                defaultValue = "64",
                least = "1",
                most = "1000",
                meaning = "Most topics of one replay")
        int maxTopics,

        @Setting(
                key = "replays.maxRunning",
                defaultValue = "32",
                least = "1",
                most = "10000",
                meaning = "Most replays that have not ended, in the whole cluster; one more is refused with 429")
        int maxRunning,

        @Setting(
                key = "replays.maxPerPrincipal",
                defaultValue = "16",
                least = "1",
                most = "10000",
                meaning = "Most replays that have not ended of one owner of a token (auth.tokens)")
        int maxPerPrincipal,

        @Setting(
                key = "replays.maxKept",
                defaultValue = "1000",
                least = "0",
                most = "10000",
                meaning = "Most replays that have ended and are kept; with more, those that ended first are removed")
        int maxKept,

        @Setting(
                key = "replays.idleTimeout",
                defaultValue = "1h",
                least = "1s",
                most = "30d",
                meaning = "How long nobody may attend a target before it fails as abandoned, unless its replay says")
        Duration idleTimeout,

        @Setting(
                key = "replays.dryRun",
                defaultValue = "10s",
                least = "10ms",
                most = "10m",
                meaning = "How long a dry run reads at most; past it its answer is not exact")
        Duration dryRun,

        @Setting(
                key = "replays.maxDryRuns",
                defaultValue = "4",
                least = "1",
                most = "1000",
                meaning = "Most dry runs at once on a node; one more is refused with 429")
        int maxDryRuns,

        @Setting(
                key = "replays.sweep",
                defaultValue = "2s",
                least = "10ms",
                most = "10m",
                meaning = "How often it is looked for targets that are at their ends, or that nobody attends")
        Duration sweep,

        @Setting(
                key = "replays.maxWatchers",
                defaultValue = "256",
                least = "1",
                most = "100000",
                meaning = "Most requests that are told of a replay's progress as it changes, on an event loop")
        int maxWatchers) {

    static final Duration LEAST_IDLE = Duration.ofSeconds(1);
    static final Duration MOST_IDLE = Duration.ofDays(30);
}
