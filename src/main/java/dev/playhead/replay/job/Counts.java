package dev.playhead.replay.job;

/**
 * The counts of a target's events, summed over its partitions.
 *
 * @param scanned records looked at
 * @param matched of them, those that the filter and the window of recorded time let through
 * @param delivered sendings, repeated ones too
 * @param bytes of the deliveries
 * @param confirmed for the first time
 * @param duplicate confirmations of what was confirmed before
 * @param skipped by the consumer's word
 * @param parked after the last attempt, now
 */
public record Counts(
        long scanned,
        long matched,
        long delivered,
        long bytes,
        long confirmed,
        long duplicate,
        long skipped,
        long parked) {
    public static final Counts NONE = new Counts(0, 0, 0, 0, 0, 0, 0, 0);
}
