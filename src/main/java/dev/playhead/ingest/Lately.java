package dev.playhead.ingest;

/** The mean of what was measured in the last moments: of the slice of time that is running, and the one before. Any thread. */
final class Lately {
    private static final long SLICE_NANOS = 100_000_000;

    // Guarded by this
    private long slice;
    private double sum;
    private long count;
    private double sumBefore;
    private long countBefore;

    /** @param now as {@link System#nanoTime()} */
    synchronized void add(long now, double value) {
        turn(now);
        sum += value;
        count++;
    }

    /** The mean; 0 where nothing was measured. */
    synchronized double mean(long now) {
        turn(now);
        return count + countBefore == 0 ? 0 : (sum + sumBefore) / (count + countBefore);
    }

    private void turn(long now) {
        long current = Math.floorDiv(now, SLICE_NANOS);
        if (current != slice) {
            boolean next = current == slice + 1;
            sumBefore = next ? sum : 0;
            countBefore = next ? count : 0;
            sum = 0;
            count = 0;
            slice = current;
        }
    }
}
