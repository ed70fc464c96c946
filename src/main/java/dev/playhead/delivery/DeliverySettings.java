package dev.playhead.delivery;

import dev.playhead.settings.Setting;
import java.time.Duration;

/** What bounds the way out. */
public record DeliverySettings(
        @Setting(
                key = "delivery.maxPartitions",
                defaultValue = "1024",
                least = "1",
                meaning = "Most partitions, over all its topics, that one subscription may read")
        int maxPartitions,

        @Setting(
                key = "delivery.maxBatchEvents",
                defaultValue = "4096",
                least = "1",
                meaning = "Most events of one frame that a subscriber may ask for; 256 unless it asks")
        int maxBatchEvents,

        @Setting(
                key = "delivery.maxBatchBytes",
                defaultValue = "1MiB",
                least = "1KiB",
                meaning = "Most bytes of one frame that a subscriber may ask for; 64KiB unless it asks; "
                        + "an event that is larger comes alone")
        int maxBatchBytes,

        @Setting(
                key = "delivery.turn",
                defaultValue = "4096",
                least = "1",
                meaning = "Most records that a subscription looks at before others of its event loop have their turn")
        int turn,

        @Setting(
                key = "delivery.turnTime",
                defaultValue = "5ms",
                least = "1ms",
                most = "1s",
                meaning = "How long a subscription or a connection of a group reads and filters before others of its "
                        + "event loop have their turn")
        Duration turnTime,

        @Setting(
                key = "delivery.maxHeldBytes",
                defaultValue = "64MiB",
                least = "0",
                meaning = "Most bytes of blocks that subscriptions keep between their turns; "
                        + "past it they ask the cache again each time")
        long maxHeldBytes,

        @Setting(
                key = "delivery.tokenInterval",
                defaultValue = "5s",
                least = "1ms",
                most = "1h",
                meaning = "How often a subscriber is told its place while the filter leaves everything out")
        Duration tokenInterval,

        @Setting(
                key = "delivery.behind",
                defaultValue = "10000",
                least = "1",
                meaning = "How many offsets a live subscription may lag before it is told that it fell behind")
        long behind,

        @Setting(
                key = "delivery.watch",
                defaultValue = "2s",
                least = "1ms",
                most = "1h",
                meaning = "How often lag is measured and stalled subscriptions are looked for")
        Duration watch,

        @Setting(
                key = "delivery.stalledAfter",
                defaultValue = "30s",
                least = "1ms",
                most = "1d",
                meaning = "How long nothing may be sent in spite of lag and credit before that is reported")
        Duration stalledAfter,

        @Setting(
                key = "delivery.retryMin",
                defaultValue = "100ms",
                least = "1ms",
                most = "1h",
                meaning = "The first wait before a log that is away is read again; it doubles each time")
        Duration retryMin,

        @Setting(
                key = "delivery.retryMax",
                defaultValue = "3s",
                least = "1ms",
                most = "1h",
                meaning = "The longest wait before a log that is away is read again")
        Duration retryMax,

        @Setting(
                key = "delivery.maxPageBytes",
                defaultValue = "16MiB",
                least = "2MiB",
                meaning = "Most bytes of one page; it ends there, and its token says where to go on")
        long maxPageBytes) {

    public DeliverySettings {
        if (retryMax.compareTo(retryMin) < 0) {
            throw new IllegalArgumentException("delivery.retryMax is " + retryMax
                    + ", but takes no less than delivery.retryMin, which is " + retryMin);
        }
    }
}
