package dev.playhead.group;

import dev.playhead.settings.Setting;
import java.time.Duration;

/** What groups have that say nothing of their own, and what bounds all of them. */
public record GroupSettings(
        @Setting(
                key = "groups.deadline",
                defaultValue = "30s",
                least = "100ms",
                most = "7d",
                meaning = "How long a consumer may take for an event before it is tried again, unless its group says")
        Duration deadline,

        @Setting(
                key = "groups.retry",
                defaultValue = "5",
                least = "0",
                most = "1000",
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
                least = "0s",
                most = "1d",
                meaning = "What is multiplied for the wait before a retry: by its number, or by two to the power of it")
        Duration backoffDelay,

        @Setting(
                key = "groups.maxBackoff",
                defaultValue = "5m",
                least = "0s",
                most = "1d",
                meaning = "The longest wait before a retry")
        Duration maxBackoff,

        @Setting(
                key = "groups.maxInFlight",
                defaultValue = "10000",
                least = "1",
                most = "1000000",
                meaning = "Most events of a partition that are with a consumer at once, unless its group says")
        int maxInFlight,

        @Setting(
                key = "groups.maxAhead",
                defaultValue = "1000000",
                least = "1",
                most = "100000000",
                meaning = "How far, in offsets, a group may read ahead of the first event of a partition that is not "
                        + "settled, unless it says")
        long maxAhead,

        @Setting(
                key = "groups.maxWaiting",
                defaultValue = "50000",
                least = "100",
                most = "10000000",
                meaning = "Most events of a partition that are read but not settled, most of them waiting behind "
                        + "another of their key, before no more of it is read")
        int maxWaiting,

        @Setting(
                key = "groups.readAhead",
                defaultValue = "256",
                least = "1",
                most = "1000000",
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
                least = "1",
                most = "10000",
                meaning = "How many events are asked for in one call whether they were confirmed before")
        int lookUp,

        @Setting(
                key = "groups.lease",
                defaultValue = "10s",
                least = "300ms",
                most = "1h",
                meaning = "How long after its last sign of life a connection's partitions are free for others")
        Duration lease,

        @Setting(
                key = "groups.sync",
                defaultValue = "2s",
                least = "10ms",
                most = "20m",
                meaning = "How often leases are renewed and members looked for; below a third of groups.lease")
        Duration sync,

        @Setting(
                key = "groups.drain",
                defaultValue = "10s",
                least = "0s",
                most = "1h",
                meaning = "How long a partition that is to move waits for what consumers have of it")
        Duration drain,

        @Setting(
                key = "groups.placeInterval",
                defaultValue = "1s",
                least = "10ms",
                most = "1h",
                meaning = "How often the durable cursor of a partition is written while it moves")
        Duration placeInterval,

        @Setting(
                key = "groups.mirrorInterval",
                defaultValue = "5s",
                least = "10ms",
                most = "1h",
                meaning =
                        "How often Kafka's consumer-group offsets are brought to the cursors that moved, and gauges to "
                                + "what is served")
        Duration mirrorInterval,

        @Setting(
                key = "groups.mirrorAll",
                defaultValue = "1h",
                least = "10ms",
                most = "1d",
                meaning = "How often all of Kafka's consumer-group offsets are written again, since they expire")
        Duration mirrorAll,

        @Setting(
                key = "groups.maxParked",
                defaultValue = "100000",
                least = "1",
                most = "10000000",
                meaning = "Most parked events of a group; when they are reached, a partition with one more stops")
        int maxParked,

        @Setting(
                key = "groups.maxLost",
                defaultValue = "100000",
                least = "0",
                most = "10000000",
                meaning = "Most deliveries of partitions that moved on that a connection may still confirm")
        int maxLost,

        @Setting(
                key = "groups.stuckAfter",
                defaultValue = "3",
                least = "1",
                most = "1000",
                meaning = "After how many deadlines an event that is not settled is reported as stuck")
        int stuckAfter,

        @Setting(
                key = "groups.maxGroups",
                defaultValue = "1000",
                least = "1",
                most = "1000000",
                meaning = "Most groups")
        int maxGroups,

        @Setting(
                key = "groups.tokenInterval",
                defaultValue = "5s",
                least = "10ms",
                most = "1h",
                meaning = "How often a connection is told its place while it moves and nothing is sent")
        Duration tokenInterval,

        @Setting(
                key = "groups.fellBehind",
                defaultValue = "10000",
                least = "1",
                most = "1000000000",
                meaning = "After how many events of lag a connection that had caught up is told that it fell behind")
        long fellBehind,

        @Setting(
                key = "groups.maxConfirming",
                defaultValue = "1024",
                least = "1",
                most = "1000000",
                meaning = "Most confirmations of one connection that wait for their answers")
        int maxConfirming,

        @Setting(
                key = "groups.lookUps",
                defaultValue = "3",
                least = "1",
                most = "100",
                meaning = "How many calls of groups.lookUp events are under way at once for a partition")
        int lookUps,

        @Setting(
                key = "groups.pause",
                defaultValue = "200ms",
                least = "1ms",
                most = "1m",
                meaning = "How long a partition waits before it asks again what a store did not answer")
        Duration pause,

        @Setting(
                key = "groups.parkPause",
                defaultValue = "1s",
                least = "1ms",
                most = "10m",
                meaning = "How long a partition waits before it parks again what could not be parked")
        Duration parkPause) {

    public GroupSettings {
        if (sync.compareTo(lease.dividedBy(3)) > 0) {
            throw new IllegalArgumentException(
                    "groups.sync is " + sync + ", but takes at most a third of groups.lease, which is " + lease);
        }
        if (mirrorAll.compareTo(mirrorInterval) < 0) {
            throw new IllegalArgumentException("groups.mirrorAll is " + mirrorAll
                    + ", but takes no less than groups.mirrorInterval, which is " + mirrorInterval);
        }
    }
}
