package dev.playhead.delivery;

import dev.playhead.settings.Setting;
import java.time.Duration;

/** Bounds subscriptions and pages. */
public record DeliverySettings(
        @Setting(
                key = "delivery.maxPartitions",
                defaultValue = "1024",
                least = "1",
                meaning = "Maximum number of partitions that a subscription may read, over all its topics")
        int maxPartitions,

        @Setting(
                key = "delivery.maxBatchEvents",
                defaultValue = "4096",
                least = "1",
                meaning = "Maximum number of events per frame that a subscriber may request; the default per "
                        + "subscriber is 256")
        int maxBatchEvents,

        @Setting(
                key = "delivery.maxBatchBytes",
                defaultValue = "1MiB",
                least = "1KiB",
                meaning = "Maximum bytes per frame that a subscriber may request; the default per subscriber is "
                        + "64KiB; a larger event has a frame of its own")
        int maxBatchBytes,

        @Setting(
                key = "delivery.turn",
                defaultValue = "4096",
                least = "1",
                meaning = "Maximum number of records that a subscription reads before the next subscription of the "
                        + "event loop runs")
        int turn,

        @Setting(
                key = "delivery.turnTime",
                defaultValue = "5ms",
                least = "1ms",
                most = "1s",
                meaning = "Maximum time that a subscription or a connection of a group reads and filters before the "
                        + "next one of its event loop runs")
        Duration turnTime,

        @Setting(
                key = "delivery.maxHeldBytes",
                defaultValue = "64MiB",
                least = "0",
                meaning = "Maximum bytes of blocks that all subscriptions hold between turns; beyond it they read "
                        + "from the cache again")
        long maxHeldBytes,

        @Setting(
                key = "delivery.tokenInterval",
                defaultValue = "5s",
                least = "1ms",
                most = "1h",
                meaning = "Interval between resume tokens while the filter rejects every event")
        Duration tokenInterval,

        @Setting(
                key = "delivery.behind",
                defaultValue = "10000",
                least = "1",
                meaning = "Lag, in offsets, at which a live subscription receives a fellBehind notice")
        long behind,

        @Setting(
                key = "delivery.watch",
                defaultValue = "2s",
                least = "1ms",
                most = "1h",
                meaning = "Interval between lag measurements and checks for stalled subscriptions")
        Duration watch,

        @Setting(
                key = "delivery.stalledAfter",
                defaultValue = "30s",
                least = "1ms",
                most = "1d",
                meaning = "Time without delivery, despite lag and credit, after which the node reports a stalled "
                        + "subscription")
        Duration stalledAfter,

        @Setting(
                key = "delivery.creditNotice",
                defaultValue = "5s",
                least = "1ms",
                most = "1d",
                meaning = "Time that a stream waits for credit before the node sends it a notice")
        Duration creditNotice,

        @Setting(
                key = "delivery.retryMin",
                defaultValue = "100ms",
                least = "1ms",
                most = "1h",
                meaning = "First delay before the node reads an unavailable log again; each retry doubles it")
        Duration retryMin,

        @Setting(
                key = "delivery.retryMax",
                defaultValue = "3s",
                least = "1ms",
                most = "1h",
                meaning = "Maximum delay before the node reads an unavailable log again")
        Duration retryMax,

        @Setting(
                key = "delivery.maxPageBytes",
                defaultValue = "16MiB",
                least = "2MiB",
                meaning = "Maximum bytes of a page; the token of a shortened page leads to the next page")
        long maxPageBytes) {

    public DeliverySettings {
        if (retryMax.compareTo(retryMin) < 0) {
            throw new IllegalArgumentException("delivery.retryMax is " + retryMax
                    + ", but takes no less than delivery.retryMin, which is " + retryMin);
        }
    }
}
