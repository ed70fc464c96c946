package dev.playhead.load.books;

import java.util.Arrays;
import java.util.BitSet;
import java.util.Locale;
import org.HdrHistogram.Histogram;

/**
 * Owns what one consumer got: a bit an event, and the place of the newest of each partition or key; any thread.
 *
 * <p>A plain subscriber gets partitions in order and nothing twice. A group gets keys in order, and an event that it has
 * not confirmed may come again.
 */
public final class Received {
    /** What comes in order. */
    public enum Order {
        PARTITION,
        KEY
    }

    private static final long MAX_NANOS = 120_000_000_000L;
    private static final int DIGITS = 2;

    private final String name;
    private final Books books;
    private final Order order;
    private final Histogram latencies = new Histogram(MAX_NANOS, DIGITS);
    private final Faults faults = new Faults();
    private final BitSet seen = new BitSet();
    private final long[] newest;
    private long[] newestOfKey = new long[0];
    private long events;
    private long again;

    public Received(String name, Books books, int partitions, Order order) {
        this.name = name;
        this.books = books;
        this.order = order;
        this.newest = filled(partitions);
    }

    private static long[] filled(int length) {
        long[] none = new long[length];
        Arrays.fill(none, Position.NONE);
        return none;
    }

    /** Enters a delivery; gives the event's number, or -1 for one that was never sent. */
    public synchronized int delivered(Delivery delivery, long nanos) {
        events++;
        int number = books.number(delivery.source(), delivery.id());
        if (number < 0) {
            faults.add(name + " got " + delivery + ", which was never sent");
            return -1;
        }
        books.stands(number, delivery.partition(), delivery.offset());
        if (seen.get(number)) {
            repeated(number);
            return number;
        }
        seen.set(number);
        if (books.isMeasured(number)) {
            latencies.recordValue(Math.max(0, Math.min(MAX_NANOS, nanos - books.sentNanos(number))));
        }
        inOrder(number, delivery);
        return number;
    }

    private void repeated(int number) {
        again++;
        if (order == Order.PARTITION) {
            faults.add(name + " got " + books.name(number) + " twice");
        }
    }

    private void inOrder(int number, Delivery delivery) {
        int partition = delivery.partition();
        long before = order == Order.PARTITION ? newest[partition] : exchangeOfKey(number, delivery.offset());
        if (delivery.offset() <= before) {
            faults.add(name + " got " + books.name(number) + " at " + partition + "/" + delivery.offset() + " after "
                    + partition + "/" + before + " of the same " + order.name().toLowerCase(Locale.ROOT));
        }
        newest[partition] = Math.max(newest[partition], delivery.offset());
    }

    private long exchangeOfKey(int number, long offset) {
        int key = books.key(number);
        if (key >= newestOfKey.length) {
            int known = newestOfKey.length;
            newestOfKey = Arrays.copyOf(newestOfKey, Math.min(books.keys(), Math.max(64, (key + 1) * 2)));
            Arrays.fill(newestOfKey, known, newestOfKey.length, Position.NONE);
        }
        long before = newestOfKey[key];
        newestOfKey[key] = Math.max(before, offset);
        return before;
    }

    /** Whether the last event before the end of every partition has come, or one behind it. */
    public synchronized boolean reached(Extent extent) {
        for (int partition = 0; partition < newest.length; partition++) {
            if (newest[partition] + 1 < extent.ends()[partition]) {
                return false;
            }
        }
        return true;
    }

    /** What was wrong, every acknowledged event of what is owed that has not come, and what came from beyond the allowed. */
    public synchronized Faults check(Extent owed, Extent allowed) {
        Faults found = new Faults();
        found.addAll(faults);
        int sent = books.count();
        for (int number = 0; number < sent; number++) {
            if (!seen.get(number) && books.owes(number, owed)) {
                found.add(name + " misses " + books.name(number) + " at " + Position.text(books.position(number)));
            }
            if (seen.get(number) && !allowed.holds(books.position(number))) {
                found.add(name + " got " + books.name(number) + " at " + Position.text(books.position(number))
                        + ", which is not " + allowed);
            }
        }
        return found;
    }

    public String name() {
        return name;
    }

    /** Deliveries, with those that came again. */
    public synchronized long events() {
        return events;
    }

    /** Deliveries of what had come before. */
    public synchronized long again() {
        return again;
    }

    synchronized boolean has(int number) {
        return seen.get(number);
    }

    /** Adds how long it was from sending to delivery. */
    public synchronized void addLatenciesTo(Histogram sum) {
        sum.add(latencies);
    }
}
