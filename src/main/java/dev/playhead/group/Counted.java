package dev.playhead.group;

/**
 * Counts the results of a bounded group's events of one partition; immutable, and kept with its place, so that neither
 * a move nor a crash counts anything twice. At the end {@code matched = confirmed + skipped + lost} and what is parked.
 *
 * @param scannedTo everything before it is counted in {@code scanned} and {@code matched}, nothing from it on
 * @param scanned records looked at
 * @param matched of them, those that are wanted
 * @param delivered sendings, repeated ones too
 * @param bytes of the sendings
 * @param confirmed events; one that stands in the log twice is twice confirmed by one confirmation
 * @param duplicate confirmations of what was confirmed before
 * @param skipped by the consumer's word
 * @param lost what the log let go of before it was settled
 * @param redriving parked events that are on their way again
 */
public record Counted(
        long scannedTo,
        long scanned,
        long matched,
        long delivered,
        long bytes,
        long confirmed,
        long duplicate,
        long skipped,
        long lost,
        long redriving) {

    /** Counts nothing yet. */
    public static Counted from(long offset) {
        return new Counted(offset, 0, 0, 0, 0, 0, 0, 0, 0, 0);
    }

    /** The sums; the place is that of neither. */
    public Counted plus(Counted other) {
        return new Counted(
                0,
                scanned + other.scanned,
                matched + other.matched,
                delivered + other.delivered,
                bytes + other.bytes,
                confirmed + other.confirmed,
                duplicate + other.duplicate,
                skipped + other.skipped,
                lost + other.lost,
                redriving + other.redriving);
    }

    public long[] numbers() {
        return new long[] {scannedTo, scanned, matched, delivered, bytes, confirmed, duplicate, skipped, lost, redriving
        };
    }

    /** @param numbers as {@link #numbers()} gives them */
    public static Counted of(long[] numbers) {
        return new Counted(
                numbers[0],
                numbers[1],
                numbers[2],
                numbers[3],
                numbers[4],
                numbers[5],
                numbers[6],
                numbers[7],
                numbers[8],
                numbers[9]);
    }
}
