package dev.playhead.replay.job;

import dev.playhead.settings.Setting;
import java.time.Duration;

/** What bounds replays. */
public record ReplaySettings(
        @Setting(key = "replays.maxTargets", defaultValue = "32", meaning = "Most targets of one replay")
        int maxTargets,

        @Setting(key = "replays.maxTopics", defaultValue = "64", meaning = "Most topics of one replay")
        int maxTopics,

        @Setting(
                key = "replays.maxRunning",
                defaultValue = "32",
                meaning = "Most replays that have not ended, in the whole cluster; one more is refused with 429")
        int maxRunning,

        @Setting(
                key = "replays.maxPerPrincipal",
                defaultValue = "16",
                meaning = "Most replays that have not ended of one owner of a token (auth.tokens)")
        int maxPerPrincipal,

        @Setting(
                key = "replays.maxKept",
                defaultValue = "1000",
                meaning = "Most replays that have ended and are kept; with more, those that ended first are removed")
        int maxKept,

        @Setting(
                key = "replays.idleTimeout",
                defaultValue = "1h",
                meaning = "How long nobody may attend a target before it fails as abandoned, unless its replay says")
        Duration idleTimeout,

        @Setting(
                key = "replays.dryRun",
                defaultValue = "10s",
                meaning = "How long a dry run reads at most; past it its answer is not exact")
        Duration dryRun,

        @Setting(
                key = "replays.maxDryRuns",
                defaultValue = "4",
                meaning = "Most dry runs at once on a node; one more is refused with 429")
        int maxDryRuns,

        @Setting(
                key = "replays.sweep",
                defaultValue = "2s",
                meaning = "How often it is looked for targets that are at their ends, or that nobody attends")
        Duration sweep,

        @Setting(
                key = "replays.maxWatchers",
                defaultValue = "256",
                meaning = "Most requests that are told of a replay's progress as it changes, on an event loop")
        int maxWatchers) {

    static final Duration LEAST_IDLE = Duration.ofSeconds(1);
    static final Duration MOST_IDLE = Duration.ofDays(30);

    /** As a node has it that nobody configured. */
    public static final ReplaySettings DEFAULT = new ReplaySettings(
            32, 64, 32, 16, 1_000, Duration.ofHours(1), Duration.ofSeconds(10), 4, Duration.ofSeconds(2), 256);

    public ReplaySettings {
        within("replays.maxTargets", maxTargets, 1, 1_000);
        within("replays.maxTopics", maxTopics, 1, 1_000);
        within("replays.maxRunning", maxRunning, 1, 10_000);
        within("replays.maxPerPrincipal", maxPerPrincipal, 1, 10_000);
        within("replays.maxKept", maxKept, 0, 10_000);
        within("replays.idleTimeout", idleTimeout, LEAST_IDLE, MOST_IDLE);
        within("replays.dryRun", dryRun, Duration.ofMillis(10), Duration.ofMinutes(10));
        within("replays.maxDryRuns", maxDryRuns, 1, 1_000);
        within("replays.sweep", sweep, Duration.ofMillis(10), Duration.ofMinutes(10));
        within("replays.maxWatchers", maxWatchers, 1, 100_000);
    }

    private static void within(String key, long value, long least, long most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(key + " is " + value + ", but takes " + least + " to " + most);
        }
    }

    private static void within(String key, Duration value, Duration least, Duration most) {
        if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
            throw new IllegalArgumentException(key + " is " + value + ", but takes " + least + " to " + most);
        }
    }
}
