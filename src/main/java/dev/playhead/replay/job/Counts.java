package dev.playhead.replay.job;

/**
 * Holds the counts of a target's events, summed over its partitions.
 *
 * @param scanned records read
 * @param matched records that the filter and the range of recorded time accept
 * @param delivered deliveries, with repeats
 * @param bytes of the deliveries
 * @param confirmed for the first time
 * @param duplicate confirmations of events confirmed before
 * @param skipped events that consumers skipped
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
