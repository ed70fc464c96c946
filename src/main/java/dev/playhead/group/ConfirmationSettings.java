package dev.playhead.group;

import dev.playhead.settings.Setting;
import java.time.Duration;

/** How long and how many confirmations are remembered, and how many are put down at once. */
public record ConfirmationSettings(
        @Setting(
                key = "confirmations.retention",
                defaultValue = "24h",
                meaning =
                        "How long it is remembered that a group has confirmed an event, for when it is appended again")
        Duration retention,

        @Setting(
                key = "confirmations.maxIds",
                defaultValue = "1000000",
                meaning = "How many confirmations of a group and topic are remembered at most; the oldest go first")
        int maxIds,

        @Setting(
                key = "confirmations.maxBatch",
                defaultValue = "1000",
                meaning = "How many events go into one call of a script of confirmations, at most 10000")
        int maxBatch,

        @Setting(
                key = "confirmations.copyBytes",
                defaultValue = "128MiB",
                meaning =
                        "Heap for this node's copies of what groups have confirmed, 21 to 43 bytes an event; those used "
                                + "longest ago are let go of, and read again from Redis when they are needed")
        long copyBytes) {

    /** As a node has it that nobody configured. */
    public static final ConfirmationSettings DEFAULT =
            new ConfirmationSettings(Duration.ofHours(24), 1_000_000, 1_000, 128L << 20);

    public ConfirmationSettings {
        atLeast("confirmations.retention", retention, Duration.ofSeconds(1));
        within("confirmations.maxIds", maxIds, 1_000, 1_000_000_000);
        within("confirmations.maxBatch", maxBatch, 1, 10_000);
        if (copyBytes < 0) {
            throw new IllegalArgumentException("confirmations.copyBytes is " + copyBytes + ", but takes 0 and more");
        }
    }

    private static void atLeast(String key, Duration value, Duration least) {
        if (value.compareTo(least) < 0) {
            throw new IllegalArgumentException(key + " is " + value + ", but takes " + least + " and more");
        }
    }

    private static void within(String key, int value, int least, int most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(key + " is " + value + ", but takes " + least + " to " + most);
        }
    }
}
