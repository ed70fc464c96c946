package dev.playhead.delivery;

import dev.playhead.settings.Setting;
import java.time.Duration;

/** What bounds the way out. */
public record DeliverySettings(
        @Setting(
                key = "delivery.maxPartitions",
                defaultValue = "1024",
                meaning = "Most partitions, over all its topics, that one subscription may read")
        int maxPartitions,

        @Setting(
                key = "delivery.maxBatchEvents",
                defaultValue = "4096",
                meaning = "Most events of one frame that a subscriber may ask for; 256 unless it asks")
        int maxBatchEvents,

        @Setting(
                key = "delivery.maxBatchBytes",
                defaultValue = "1MiB",
                meaning = "Most bytes of one frame that a subscriber may ask for; 64KiB unless it asks; "
                        + "an event that is larger comes alone")
        int maxBatchBytes,

        @Setting(
                key = "delivery.turn",
                defaultValue = "4096",
                meaning = "Most records that a subscription looks at before others of its event loop have their turn")
        int turn,

        @Setting(
                key = "delivery.maxHeldBytes",
                defaultValue = "64MiB",
                meaning = "Most bytes of blocks that subscriptions keep between their turns; "
                        + "past it they ask the cache again each time")
        long maxHeldBytes,

        @Setting(
                key = "delivery.tokenInterval",
                defaultValue = "5s",
                meaning = "How often a subscriber is told its place while the filter leaves everything out")
        Duration tokenInterval,

        @Setting(
                key = "delivery.behind",
                defaultValue = "10000",
                meaning = "How many offsets a live subscription may lag before it is told that it fell behind")
        long behind,

        @Setting(
                key = "delivery.watch",
                defaultValue = "2s",
                meaning = "How often lag is measured and stalled subscriptions are looked for")
        Duration watch,

        @Setting(
                key = "delivery.stalledAfter",
                defaultValue = "30s",
                meaning = "How long nothing may be sent in spite of lag and credit before that is reported")
        Duration stalledAfter,

        @Setting(
                key = "delivery.retryMin",
                defaultValue = "100ms",
                meaning = "The first wait before a log that is away is read again; it doubles each time")
        Duration retryMin,

        @Setting(
                key = "delivery.retryMax",
                defaultValue = "3s",
                meaning = "The longest wait before a log that is away is read again")
        Duration retryMax,

        @Setting(
                key = "delivery.maxPageBytes",
                defaultValue = "16MiB",
                meaning = "Most bytes of one page; it ends there, and its token says where to go on")
        long maxPageBytes) {

    /** As a node has it that nobody configured. */
    public static final DeliverySettings DEFAULT = new DeliverySettings(
            1024,
            4096,
            1 << 20,
            4096,
            64L << 20,
            Duration.ofSeconds(5),
            10_000,
            Duration.ofSeconds(2),
            Duration.ofSeconds(30),
            Duration.ofMillis(100),
            Duration.ofSeconds(3),
            16L << 20);

    public DeliverySettings {
        atLeast("delivery.maxPartitions", maxPartitions, 1);
        atLeast("delivery.maxBatchEvents", maxBatchEvents, 1);
        atLeast("delivery.maxBatchBytes", maxBatchBytes, 1024);
        atLeast("delivery.turn", turn, 1);
        atLeast("delivery.maxHeldBytes", maxHeldBytes, 0);
        atLeast("delivery.behind", behind, 1);
        atLeast("delivery.maxPageBytes", maxPageBytes, 2L << 20);
        positive("delivery.tokenInterval", tokenInterval);
        positive("delivery.watch", watch);
        positive("delivery.stalledAfter", stalledAfter);
        positive("delivery.retryMin", retryMin);
        if (retryMax.compareTo(retryMin) < 0) {
            throw new IllegalArgumentException("delivery.retryMax is " + retryMax
                    + ", but takes no less than delivery.retryMin, which is " + retryMin);
        }
    }

    private static void atLeast(String key, long value, long least) {
        if (value < least) {
            throw new IllegalArgumentException(key + " is " + value + ", but takes " + least + " and more");
        }
    }

    private static void positive(String key, Duration value) {
        if (value.toMillis() < 1) {
            throw new IllegalArgumentException(key + " is " + value + ", but takes 1ms and more");
        }
    }
}
