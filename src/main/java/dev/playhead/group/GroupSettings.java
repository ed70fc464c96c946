package dev.playhead.group;

import dev.playhead.settings.Setting;
import java.time.Duration;

/** Sets the defaults of groups, and bounds all groups. */
public record GroupSettings(
        @Setting(
                key = "groups.deadline",
                defaultValue = "30s",
                least = "100ms",
                most = "7d",
                meaning = "Default time that a consumer may take per event; after it the node delivers the event again")
        Duration deadline,

        @Setting(
                key = "groups.retry",
                defaultValue = "5",
                least = "0",
                most = "1000",
                meaning = "Default number of retries before the node parks an event")
        int retry,

        @Setting(
                key = "groups.backoffPolicy",
                defaultValue = "exponential",
                meaning = "Default growth of the retry delay, linear or exponential")
        GroupSpec.BackoffPolicy backoffPolicy,

        @Setting(
                key = "groups.backoffDelay",
                defaultValue = "500ms",
                least = "0s",
                most = "1d",
                meaning = "Base delay of a retry; retry n waits n times (linear) or 2^n times (exponential) the base "
                        + "delay")
        Duration backoffDelay,

        @Setting(
                key = "groups.maxBackoff",
                defaultValue = "5m",
                least = "0s",
                most = "1d",
                meaning = "Maximum delay before a retry")
        Duration maxBackoff,

        @Setting(
                key = "groups.maxInFlight",
                defaultValue = "10000",
                least = "1",
                most = "1000000",
                meaning = "Default maximum number of unconfirmed events per partition at consumers")
        int maxInFlight,

        @Setting(
                key = "groups.maxAhead",
                defaultValue = "1000000",
                least = "1",
                most = "100000000",
                meaning = "Default maximum distance, in offsets, between the first unsettled event of a partition "
                        + "and the read position")
        long maxAhead,

        @Setting(
                key = "groups.maxWaiting",
                defaultValue = "50000",
                least = "100",
                most = "10000000",
                meaning = "Maximum number of unsettled events per partition in memory; at the limit the node stops "
                        + "reading the partition")
        int maxWaiting,

        @Setting(
                key = "groups.readAhead",
                defaultValue = "256",
                least = "1",
                most = "1000000",
                meaning = "Number of events per partition that the node looks up ahead of consumer demand")
        int readAhead,

        @Setting(
                key = "groups.onParked",
                defaultValue = "pass",
                meaning = "Default treatment of later events with the key of a parked event: pass delivers them, "
                        + "block parks them too")
        GroupSpec.OnParked onParked,

        @Setting(
                key = "groups.lookUp",
                defaultValue = "500",
                least = "1",
                most = "10000",
                meaning = "Maximum number of events per lookup of earlier confirmations")
        int lookUp,

        @Setting(
                key = "groups.lease",
                defaultValue = "10s",
                least = "300ms",
                most = "1h",
                meaning = "Lease time of a connection's partitions; after an expired lease other connections may "
                        + "take them")
        Duration lease,

        @Setting(
                key = "groups.sync",
                defaultValue = "2s",
                least = "10ms",
                most = "20m",
                meaning = "Interval between lease renewals and membership checks; it must be below a third of "
                        + "groups.lease")
        Duration sync,

        @Setting(
                key = "groups.drain",
                defaultValue = "10s",
                least = "0s",
                most = "1h",
                meaning = "Maximum time that a moving partition waits for its unconfirmed events")
        Duration drain,

        @Setting(
                key = "groups.placeInterval",
                defaultValue = "1s",
                least = "10ms",
                most = "1h",
                meaning = "Interval between writes of a moving cursor to the journal")
        Duration placeInterval,

        @Setting(
                key = "groups.mirrorInterval",
                defaultValue = "5s",
                least = "10ms",
                most = "1h",
                meaning = "Interval between updates of Kafka's consumer-group offsets and of the group gauges")
        Duration mirrorInterval,

        @Setting(
                key = "groups.mirrorAll",
                defaultValue = "1h",
                least = "10ms",
                most = "1d",
                meaning = "Interval between complete rewrites of Kafka's consumer-group offsets; without it Kafka "
                        + "expires them")
        Duration mirrorAll,

        @Setting(
                key = "groups.maxParked",
                defaultValue = "100000",
                least = "1",
                most = "10000000",
                meaning = "Maximum number of parked events per group; at the limit, a partition that must park an "
                        + "event stops")
        int maxParked,

        @Setting(
                key = "groups.maxLost",
                defaultValue = "100000",
                least = "0",
                most = "10000000",
                meaning = "Maximum number of deliveries of revoked partitions that a connection may still confirm")
        int maxLost,

        @Setting(
                key = "groups.stuckAfter",
                defaultValue = "3",
                least = "1",
                most = "1000",
                meaning = "Number of deadlines after which the node reports an unsettled event as stuck")
        int stuckAfter,

        @Setting(
                key = "groups.unasked",
                defaultValue = "10s",
                least = "100ms",
                most = "1d",
                meaning =
                        "Time that events may wait for a connection without credit or with an unread socket; after it "
                                + "the node reports the partitions as stuck and gives them to other connections of "
                                + "the group")
        Duration unasked,

        @Setting(
                key = "groups.maxGroups",
                defaultValue = "1000",
                least = "1",
                most = "1000000",
                meaning = "Maximum number of groups")
        int maxGroups,

        @Setting(
                key = "groups.tokenInterval",
                defaultValue = "5s",
                least = "10ms",
                most = "1h",
                meaning = "Interval between resume tokens while the cursor moves without a delivery")
        Duration tokenInterval,

        @Setting(
                key = "groups.fellBehind",
                defaultValue = "10000",
                least = "1",
                most = "1000000000",
                meaning = "Lag, in events, at which a connection that had caught up receives a fellBehind notice")
        long fellBehind,

        @Setting(
                key = "groups.maxConfirming",
                defaultValue = "1024",
                least = "1",
                most = "1000000",
                meaning = "Maximum number of unanswered confirmations per connection")
        int maxConfirming,

        @Setting(
                key = "groups.lookUps",
                defaultValue = "3",
                least = "1",
                most = "100",
                meaning = "Maximum number of concurrent lookups per partition, each of groups.lookUp events")
        int lookUps,

        @Setting(
                key = "groups.lookUpAgain",
                defaultValue = "250ms",
                least = "1ms",
                most = "1h",
                meaning = "Age of a look-up at which the node looks a waiting event up again; a confirmation outside a "
                        + "stream stops every delivery that starts later than this time after its answer")
        Duration lookUpAgain,

        @Setting(
                key = "groups.maxSearched",
                defaultValue = "200000",
                least = "1",
                most = "100000000",
                meaning = "Maximum number of records per topic, from the cursors of the group on, that the node reads "
                        + "for one call; a confirmation by source and id outside a stream finds its events in "
                        + "them, and the dry run of a cursor move counts them")
        int maxSearched,

        @Setting(
                key = "groups.pause",
                defaultValue = "200ms",
                least = "1ms",
                most = "1m",
                meaning = "Delay before a partition repeats a failed call to a store")
        Duration pause,

        @Setting(
                key = "groups.parkPause",
                defaultValue = "1s",
                least = "1ms",
                most = "10m",
                meaning = "Delay before a partition repeats a failed write to the dead-letter store")
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
