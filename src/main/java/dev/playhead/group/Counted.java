package dev.playhead.group;

/**
 * Counts the results of the events of one partition of a bounded group. It is immutable and stored with the cursor, so
 * that a move or a crash counts nothing twice. At the end {@code matched = confirmed + skipped + lost + parked}.
 *
 * @param scannedTo every offset below it is counted in {@code scanned} and {@code matched}
 * @param scanned records that the group looked at
 * @param matched records among them that the filter and the bounds let through
 * @param redriving parked events with a running redrive
 */
public record Counted(long scannedTo, long scanned, long matched, Sent sent, Settled settled, long redriving) {

    /**
     * Counts the sendings.
     *
     * @param events sendings, repeated ones too
     * @param bytes bytes of these sendings
     */
    public record Sent(long events, long bytes) {}

    /**
     * Counts the ends of events.
     *
     * @param confirmed confirmed events; an identity that stands twice in the log counts twice
     * @param duplicate confirmations of events that were confirmed before
     * @param skipped events that the consumer skipped
     * @param lost events that the log deleted before they were settled
     */
    public record Settled(long confirmed, long duplicate, long skipped, long lost) {}

    /** Returns the count of a partition before its first record. */
    public static Counted from(long offset) {
        return of(new long[] {offset, 0, 0, 0, 0, 0, 0, 0, 0, 0});
    }

    /** Adds the counts; the sum has no {@code scannedTo}. */
    public Counted plus(Counted other) {
        long[] sum = numbers();
        long[] more = other.numbers();
        for (int index = 0; index < sum.length; index++) {
            sum[index] += more[index];
        }
        sum[0] = 0;
        return of(sum);
    }

    /** Returns the same with at least the sendings that the other counts. */
    Counted withSendingsOf(Counted other) {
        Sent more = new Sent(Math.max(sent.events, other.sent.events), Math.max(sent.bytes, other.sent.bytes));
        return more.equals(sent) ? this : new Counted(scannedTo, scanned, matched, more, settled, redriving);
    }

    /** The counts in the order in which the journal stores them. */
    public long[] numbers() {
        return new long[] {
            scannedTo,
            scanned,
            matched,
            sent.events,
            sent.bytes,
            settled.confirmed,
            settled.duplicate,
            settled.skipped,
            settled.lost,
            redriving
        };
    }

    /** @param numbers as {@link #numbers()} gives them */
    public static Counted of(long[] numbers) {
        return new Counted(
                numbers[0],
                numbers[1],
                numbers[2],
                new Sent(numbers[3], numbers[4]),
                new Settled(numbers[5], numbers[6], numbers[7], numbers[8]),
                numbers[9]);
    }
}
