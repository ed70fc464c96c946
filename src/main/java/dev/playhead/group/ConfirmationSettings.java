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
                meaning = "How many events go into one call of a script of confirmations, at most 2000")
        int maxBatch,

        @Setting(
                key = "confirmations.copyBytes",
                defaultValue = "256MiB",
                meaning =
                        "Heap for this node's copies of what groups have confirmed, 21 to 43 bytes an event; what does "
                                + "not fit beside those in use is refused, so that its group waits")
        long copyBytes) {

    /** As a node has it that nobody configured. */
    public static final ConfirmationSettings DEFAULT =
            new ConfirmationSettings(Duration.ofHours(24), 1_000_000, 1_000, 256L << 20);

    /** Of an event in a copy, where much of the room that it grows by is still free. */
    private static final long MOST_BYTES_AN_ID = 43;

    /** How many calls fill a generation at least: one that is full at once would be closed by every call. */
    private static final int CALLS = 20;

    public ConfirmationSettings {
        atLeast("confirmations.retention", retention, Duration.ofSeconds(1));
        within("confirmations.maxIds", maxIds, 1_000, 1_000_000_000);
        within("confirmations.maxBatch", maxBatch, 1, 2_000);
        long least = maxIds * MOST_BYTES_AN_ID;
        if (copyBytes < least) {
            throw new IllegalArgumentException("confirmations.copyBytes is " + copyBytes + ", but takes " + least
                    + " and more where confirmations.maxIds is " + maxIds);
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

    /** How many events go into one call. */
    public int batch() {
        return Math.min(maxBatch, maxIds / 2 / CALLS);
    }
}
