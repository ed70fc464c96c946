package dev.playhead.group;

import dev.playhead.settings.Setting;
import java.time.Duration;

/** What groups have that say nothing of their own, and what bounds all of them. */
public record GroupSettings(
        @Setting(
                key = "groups.deadline",
                defaultValue = "30s",
                meaning = "How long a consumer may take for an event before it is tried again, unless its group says")
        Duration deadline,

        @Setting(
                key = "groups.retry",
                defaultValue = "5",
                meaning = "How often an event is tried again before it is parked, unless its group says")
        int retry,

        @Setting(
                key = "groups.backoffPolicy",
                defaultValue = "exponential",
                meaning = "How the waits before retries grow, linear or exponential, unless a group says")
        BackoffPolicy backoffPolicy,

        @Setting(
                key = "groups.backoffDelay",
                defaultValue = "500ms",
                meaning = "What is multiplied for the wait before a retry: by its number, or by two to the power of it")
        Duration backoffDelay,

        @Setting(key = "groups.maxBackoff", defaultValue = "5m", meaning = "The longest wait before a retry")
        Duration maxBackoff,

        @Setting(
                key = "groups.maxInFlight",
                defaultValue = "10000",
                meaning = "Most events of a partition that are with a consumer at once, unless its group says")
        int maxInFlight,

        @Setting(
                key = "groups.maxAhead",
                defaultValue = "1000000",
                meaning = "How far, in offsets, a group may read ahead of the first event of a partition that is not "
                        + "settled, unless it says")
        long maxAhead,

        @Setting(
                key = "groups.maxWaiting",
                defaultValue = "50000",
                meaning = "Most events of a partition that are read but not settled, most of them waiting behind "
                        + "another of their key, before no more of it is read")
        int maxWaiting,

        @Setting(
                key = "groups.readAhead",
                defaultValue = "256",
                meaning = "How many events of a partition are looked up before a consumer asks for them")
        int readAhead,

        @Setting(
                key = "groups.onParked",
                defaultValue = "pass",
                meaning = "What becomes of the later events of a parked event's key, unless its group says: pass (they "
                        + "go on) or block (they are parked behind it)")
        OnParked onParked,

        @Setting(
                key = "groups.lookUp",
                defaultValue = "500",
                meaning = "How many events are asked for in one call whether they were confirmed before")
        int lookUp,

        @Setting(
                key = "groups.lease",
                defaultValue = "10s",
                meaning = "How long after its last sign of life a connection's partitions are free for others")
        Duration lease,

        @Setting(
                key = "groups.sync",
                defaultValue = "2s",
                meaning = "How often leases are renewed and members looked for; below a third of groups.lease")
        Duration sync,

        @Setting(
                key = "groups.drain",
                defaultValue = "10s",
                meaning = "How long a partition that is to move waits for what consumers have of it")
        Duration drain,

        @Setting(
                key = "groups.placeInterval",
                defaultValue = "1s",
                meaning = "How often the durable cursor of a partition is written while it moves")
        Duration placeInterval,

        @Setting(
                key = "groups.mirrorInterval",
                defaultValue = "5s",
                meaning =
                        "How often Kafka's consumer-group offsets are brought to the cursors that moved, and gauges to "
                                + "what is served")
        Duration mirrorInterval,

        @Setting(
                key = "groups.mirrorAll",
                defaultValue = "1h",
                meaning = "How often all of Kafka's consumer-group offsets are written again, since they expire")
        Duration mirrorAll,

        @Setting(
                key = "groups.maxParked",
                defaultValue = "100000",
                meaning = "Most parked events of a group; when they are reached, a partition with one more stops")
        int maxParked,

        @Setting(
                key = "groups.maxLost",
                defaultValue = "100000",
                meaning = "Most deliveries of partitions that moved on that a connection may still confirm")
        int maxLost,

        @Setting(
                key = "groups.stuckAfter",
                defaultValue = "3",
                meaning = "After how many deadlines an event that is not settled is reported as stuck")
        int stuckAfter,

        @Setting(key = "groups.maxGroups", defaultValue = "1000", meaning = "Most groups")
        int maxGroups,

        @Setting(
                key = "groups.tokenInterval",
                defaultValue = "5s",
                meaning = "How often a connection is told its place while it moves and nothing is sent")
        Duration tokenInterval,

        @Setting(
                key = "groups.fellBehind",
                defaultValue = "10000",
                meaning = "After how many events of lag a connection that had caught up is told that it fell behind")
        long fellBehind,

        @Setting(
                key = "groups.maxConfirming",
                defaultValue = "1024",
                meaning = "Most confirmations of one connection that wait for their answers")
        int maxConfirming,

        @Setting(
                key = "groups.lookUps",
                defaultValue = "3",
                meaning = "How many calls of groups.lookUp events are under way at once for a partition")
        int lookUps,

        @Setting(
                key = "groups.pause",
                defaultValue = "200ms",
                meaning = "How long a partition waits before it asks again what a store did not answer")
        Duration pause,

        @Setting(
                key = "groups.parkPause",
                defaultValue = "1s",
                meaning = "How long a partition waits before it parks again what could not be parked")
        Duration parkPause) {

    /** As a node has it that nobody configured. */
    public static final GroupSettings DEFAULT = new GroupSettings(
            Duration.ofSeconds(30),
            5,
            BackoffPolicy.EXPONENTIAL,
            Duration.ofMillis(500),
            Duration.ofMinutes(5),
            10_000,
            1_000_000,
            50_000,
            2_048,
            OnParked.PASS,
            500,
            Duration.ofSeconds(10),
            Duration.ofSeconds(2),
            Duration.ofSeconds(10),
            Duration.ofSeconds(1),
            Duration.ofSeconds(5),
            Duration.ofHours(1),
            100_000,
            100_000,
            3,
            1_000,
            Duration.ofSeconds(5),
            10_000,
            1_024,
            3,
            Duration.ofMillis(200),
            Duration.ofSeconds(1));

    public GroupSettings {
        within("groups.deadline", deadline, GroupSpec.LEAST_DEADLINE, GroupSpec.MOST_DEADLINE);
        within("groups.retry", retry, 0, GroupSpec.MOST_RETRY);
        within("groups.backoffDelay", backoffDelay, Duration.ZERO, GroupSpec.MOST_BACKOFF);
        within("groups.maxBackoff", maxBackoff, Duration.ZERO, GroupSpec.MOST_BACKOFF);
        within("groups.maxInFlight", maxInFlight, 1, GroupSpec.MOST_IN_FLIGHT);
        within("groups.maxAhead", maxAhead, 1, GroupSpec.MOST_AHEAD);
        within("groups.maxWaiting", maxWaiting, 100, 10_000_000);
        within("groups.readAhead", readAhead, 1, 1_000_000);
        within("groups.lookUp", lookUp, 1, 10_000);
        within("groups.lease", lease, Duration.ofMillis(300), Duration.ofHours(1));
        within("groups.sync", sync, Duration.ofMillis(10), lease.dividedBy(3));
        within("groups.drain", drain, Duration.ZERO, Duration.ofHours(1));
        within("groups.placeInterval", placeInterval, Duration.ofMillis(10), Duration.ofHours(1));
        within("groups.mirrorInterval", mirrorInterval, Duration.ofMillis(10), Duration.ofHours(1));
        within("groups.mirrorAll", mirrorAll, mirrorInterval, Duration.ofDays(1));
        within("groups.maxParked", maxParked, 1, 10_000_000);
        within("groups.maxLost", maxLost, 0, 10_000_000);
        within("groups.stuckAfter", stuckAfter, 1, 1_000);
        within("groups.maxGroups", maxGroups, 1, 1_000_000);
        within("groups.tokenInterval", tokenInterval, Duration.ofMillis(10), Duration.ofHours(1));
        within("groups.fellBehind", fellBehind, 1, 1_000_000_000);
        within("groups.maxConfirming", maxConfirming, 1, 1_000_000);
        within("groups.lookUps", lookUps, 1, 100);
        within("groups.pause", pause, Duration.ofMillis(1), Duration.ofMinutes(1));
        within("groups.parkPause", parkPause, Duration.ofMillis(1), Duration.ofMinutes(10));
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
