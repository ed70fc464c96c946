package dev.playhead.group.ledger;

import dev.playhead.event.OffsetRange;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Owns the unsettled events from the cursor on, by offset, and the end of the read range; owned by the ledger's thread.
 * It is a ring of columns. An event settled in the middle leaves an empty slot, and every offset without a slot is
 * settled.
 */
final class Backlog {
    private static final int LEAST = 64;

    private final List<OffsetRange> before;
    private int passed;
    private long readFrom;

    private long[] offsets = new long[LEAST];
    private @Nullable LedgerEvent[] deliveries = new LedgerEvent[LEAST];
    private long head;
    private long tail;

    /** @param before stretches above the cursor that were settled before, in order */
    Backlog(long cursor, List<OffsetRange> before) {
        this.before = before;
        readTo(cursor);
    }

    /** Returns the next offset that the ledger expects. */
    long readFrom() {
        return readFrom;
    }

    /** Notes that all events before the offset are known. */
    void readTo(long offset) {
        readFrom = Math.max(readFrom, offset);
        while (passed < before.size() && before.get(passed).from() <= readFrom) {
            readFrom = Math.max(readFrom, before.get(passed).to());
            passed++;
        }
    }

    /** The first offset that is not settled. */
    long cursor() {
        return head == tail ? readFrom : offsets[slot(head)];
    }

    /** The delivery at the cursor, if it is there. */
    @Nullable
    LedgerEvent first() {
        return head == tail ? null : deliveries[slot(head)];
    }

    /** Takes in the one at {@link #readFrom}. */
    void add(LedgerEvent delivery) {
        if (tail - head == offsets.length) {
            resize(offsets.length * 2);
        }
        offsets[slot(tail)] = delivery.offset();
        deliveries[slot(tail)] = delivery;
        tail++;
        readTo(delivery.offset() + 1);
    }

    @Nullable
    LedgerEvent find(long offset) {
        long at = index(offset);
        return at < 0 ? null : deliveries[slot(at)];
    }

    void each(Consumer<LedgerEvent> then) {
        for (long at = head; at < tail; at++) {
            LedgerEvent delivery = deliveries[slot(at)];
            if (delivery != null) {
                then.accept(delivery);
            }
        }
    }

    /** Finds the first event at or after the offset that matches; null without one. */
    @Nullable
    LedgerEvent from(long offset, Predicate<LedgerEvent> holds) {
        for (long at = floor(offset); at < tail; at++) {
            LedgerEvent there = deliveries[slot(at)];
            if (there != null && there.offset() >= offset && holds.test(there)) {
                return there;
            }
        }
        return null;
    }

    /** An index from which on everything at or after the offset stands. */
    private long floor(long offset) {
        long at = index(offset);
        return offset == Long.MAX_VALUE ? tail : at < 0 ? head : at;
    }

    void remove(long offset) {
        long at = index(offset);
        if (at >= 0) {
            deliveries[slot(at)] = null;
        }
        while (head < tail && deliveries[slot(head)] == null) {
            head++;
        }
        if (head == tail && offsets.length > 1 << 14) {
            resize(LEAST);
        }
    }

    /** Ranges above the cursor that are settled, in order, apart from each other. */
    List<OffsetRange> settled() {
        List<OffsetRange> stretches = new ArrayList<>();
        long from = cursor();
        for (long at = head; at < tail; at++) {
            if (deliveries[slot(at)] != null) {
                add(stretches, from, offsets[slot(at)]);
                from = offsets[slot(at)] + 1;
            }
        }
        add(stretches, from, readFrom);
        stretches.addAll(before.subList(passed, before.size()));
        return stretches;
    }

    private static void add(List<OffsetRange> stretches, long from, long to) {
        if (from < to) {
            stretches.add(new OffsetRange(from, to));
        }
    }

    /**
     * Finds the slot of an offset. A log is usually dense, so the slot is the distance from the first offset; in a
     * sparse log it is before that.
     */
    private long index(long offset) {
        if (head == tail || offset < offsets[slot(head)]) {
            return -1;
        }
        long low = head;
        long high = Math.min(tail - 1, head + (offset - offsets[slot(head)]));
        long middle = high;
        while (low <= high) {
            long there = offsets[slot(middle)];
            if (there == offset) {
                return middle;
            }
            low = there < offset ? middle + 1 : low;
            high = there < offset ? high : middle - 1;
            middle = low + high >>> 1;
        }
        return -1;
    }

    private int slot(long index) {
        return (int) index & offsets.length - 1;
    }

    private void resize(int capacity) {
        long[] oldOffsets = offsets;
        @Nullable LedgerEvent[] oldDeliveries = deliveries;
        offsets = new long[capacity];
        deliveries = Arrays.copyOf(new LedgerEvent[0], capacity);
        for (long at = head; at < tail; at++) {
            int old = (int) at & oldOffsets.length - 1;
            offsets[slot(at)] = oldOffsets[old];
            deliveries[slot(at)] = oldDeliveries[old];
        }
    }
}
