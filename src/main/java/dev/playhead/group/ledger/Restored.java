package dev.playhead.group.ledger;

import dev.playhead.event.OffsetRange;
import dev.playhead.group.Attempts;
import dev.playhead.group.ParkedIndex;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * What the owner before left of a partition, for its next one; immutable.
 *
 * @param cursor the first offset that is not settled
 * @param settled stretches above it that are, in order, apart from each other
 * @param delivered one past the highest offset that was ever delivered
 * @param attempts of the events that were tried more than once
 * @param parked all that are, those that are to be redriven too
 */
public record Restored(
        long cursor, List<OffsetRange> settled, long delivered, List<Attempts.Attempt> attempts, ParkedIndex parked) {
    public Restored {
        settled = List.copyOf(settled);
        attempts = List.copyOf(attempts);
    }

    /** Of a group that begins at the offset. */
    public static Restored at(long cursor) {
        return new Restored(cursor, List.of(), cursor, List.of(), ParkedIndex.EMPTY);
    }

    /** The settled stretches with those that were parked since they were written, in order, apart from each other. */
    List<OffsetRange> allSettled() {
        List<OffsetRange> all = new ArrayList<>(settled);
        for (ParkedIndex.Entry entry : parked.entries()) {
            if (entry.offset() >= cursor) {
                all.add(new OffsetRange(entry.offset(), entry.offset() + 1));
            }
        }
        all.sort(Comparator.comparingLong(OffsetRange::from).thenComparingLong(OffsetRange::to));
        List<OffsetRange> joined = new ArrayList<>();
        for (OffsetRange stretch : all) {
            OffsetRange last = joined.isEmpty() ? null : joined.get(joined.size() - 1);
            if (last != null && stretch.from() <= last.to()) {
                joined.set(joined.size() - 1, new OffsetRange(last.from(), Math.max(last.to(), stretch.to())));
            } else {
                joined.add(stretch);
            }
        }
        return joined;
    }
}
