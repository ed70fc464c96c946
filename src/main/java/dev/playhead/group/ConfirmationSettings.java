package dev.playhead.group;

import dev.playhead.settings.Setting;
import java.time.Duration;

/** Bounds the memory of confirmations in time and number, and the size of a call. */
public record ConfirmationSettings(
        @Setting(
                key = "confirmations.retention",
                defaultValue = "24h",
                least = "1s",
                meaning = "Retention of a group's confirmations; within it, the group skips an event that was "
                        + "appended again")
        Duration retention,

        @Setting(
                key = "confirmations.maxIds",
                defaultValue = "1000000",
                least = "1000",
                most = "1000000000",
                meaning =
                        "Maximum number of confirmations per group and topic in confirmations.store=log; beyond it the "
                                + "oldest expire first")
        int maxIds,

        @Setting(
                key = "confirmations.maxBatch",
                defaultValue = "1000",
                least = "1",
                most = "2000",
                meaning = "Maximum number of events per call of the confirmation script, at most 2000")
        int maxBatch,

        @Setting(
                key = "confirmations.copyBytes",
                defaultValue = "256MiB",
                least = "1",
                meaning =
                        "Heap for this node's copies of confirmation logs (confirmations.store=log), 21 to 43 bytes per "
                                + "event; a group whose copy does not fit waits")
        long copyBytes) {

    /** The most bytes of an event in a copy, just after the copy has grown. */
    private static final long MOST_BYTES_AN_ID = 43;

    /** The fewest calls that fill a generation: with fewer, every call would close one. */
    private static final int CALLS = 20;

    public ConfirmationSettings {
        long least = maxIds * MOST_BYTES_AN_ID;
        if (copyBytes < least) {
            throw new IllegalArgumentException("confirmations.copyBytes is " + copyBytes + ", but takes " + least
                    + " and more where confirmations.maxIds is " + maxIds);
        }
    }

    /** Returns the most events of one call. */
    public int batch() {
        return Math.min(maxBatch, maxIds / 2 / CALLS);
    }
}
