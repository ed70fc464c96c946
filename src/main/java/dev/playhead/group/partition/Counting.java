package dev.playhead.group.partition;

import dev.playhead.group.Counted;
import dev.playhead.group.ledger.Ledger;
import java.util.ArrayDeque;

/**
 * Counts the results of one partition of a bounded group, on top of the counts of the owner before. A looked-up record
 * counts when all records before it are settled: the next owner looks later records up again. Owned by one thread.
 */
final class Counting {
    private final Counted before;
    private final ArrayDeque<Mark> marks = new ArrayDeque<>();
    private long scannedTo;
    private long scanned;
    private long matched;
    private long delivered;
    private long bytes;
    private long duplicate;
    private long skipped;
    private long lost;

    /** The counts of a stretch that ends before the offset. */
    private record Mark(long to, int scanned, long matched, long lost) {}

    Counting(Counted before) {
        this.before = before;
        this.scannedTo = before.scannedTo();
        this.scanned = before.scanned();
        this.matched = before.matched();
    }

    /** Notes a looked-up range that the ledger knows. */
    void lookedUp(long to, int records, int wanted) {
        marks.add(new Mark(to, records, wanted, 0));
    }

    /** Counts lost offsets before an offset; all of them count as matching, because their events are unknown. */
    void lostUpTo(long to, long offsets) {
        marks.add(new Mark(to, 0, offsets, offsets));
    }

    void sent(long length) {
        delivered++;
        bytes += length;
    }

    void duplicates(int more) {
        duplicate += more;
    }

    void skipped() {
        skipped++;
    }

    void lost() {
        lost++;
    }

    /** Returns the counts as of now. */
    Counted now(Ledger ledger, int redriving) {
        for (Mark next = marks.peek(); next != null && next.to() <= ledger.cursor(); next = marks.peek()) {
            marks.remove();
            scannedTo = next.to();
            scanned += next.scanned();
            matched += next.matched();
            lost += next.lost();
        }
        return new Counted(
                scannedTo,
                scanned,
                matched,
                new Counted.Sent(
                        before.sent().events() + delivered, before.sent().bytes() + bytes),
                new Counted.Settled(
                        before.settled().confirmed() + ledger.processed(),
                        before.settled().duplicate() + duplicate,
                        before.settled().skipped() + skipped,
                        before.settled().lost() + lost),
                redriving);
    }
}
