package dev.playhead.load.books;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Owns what is known of every event that a run has sent: its key, when it was sent, where it stands; any thread.
 *
 * <p>An event's id is the run and its number in these books, so that whoever gets it back finds its line without a map.
 * A line is about 40 bytes; there are as many lines as the books were made with, and no more can be sent.
 *
 * <p>Order of a key is held without knowing who sent what when: what is sent after a receipt of the same key has come
 * must stand behind it in the log.
 */
public final class Books {
    private final String run;
    private final AtomicLongArray positions;
    private final AtomicLongArray sentNanos;
    private final AtomicIntegerArray keys;
    private final AtomicIntegerArray sources;
    private final Faults faults = new Faults();

    private final Map<String, Integer> keyNumbers = new HashMap<>();
    private final List<String> sourceNames = new ArrayList<>();
    private final long[] floors;
    private final long[] keyEnds;
    private final BitSet acknowledged = new BitSet();
    private final BitSet repeated = new BitSet();
    private volatile int count;
    private volatile int measuredFrom;

    public Books(String run, int capacity) {
        this.run = run;
        this.positions = new AtomicLongArray(capacity);
        for (int i = 0; i < capacity; i++) {
            positions.setPlain(i, Position.NONE);
        }
        this.sentNanos = new AtomicLongArray(capacity);
        this.keys = new AtomicIntegerArray(capacity);
        this.sources = new AtomicIntegerArray(capacity);
        this.floors = new long[capacity];
        this.keyEnds = new long[capacity];
    }

    /** Enters an event that is about to be sent; gives its number. */
    public synchronized int enter(String source, String key, long nanos) {
        if (count == positions.length()) {
            throw new IllegalStateException(
                    "the books are full: " + count + " events; ask for more by playhead.events");
        }
        int number = count;
        int keyNumber = keyNumbers.computeIfAbsent(key, unknown -> keyNumbers.size());
        keys.set(number, keyNumber);
        sources.set(number, sourceNumber(source));
        sentNanos.set(number, nanos);
        floors[number] = keyEnds[keyNumber];
        count = number + 1;
        return number;
    }

    private int sourceNumber(String source) {
        int known = sourceNames.indexOf(source);
        if (known < 0) {
            sourceNames.add(source);
        }
        return known < 0 ? sourceNames.size() - 1 : known;
    }

    /** The receipt of an event's first sending has come. */
    public synchronized void receipt(int number, int partition, long offset, boolean duplicate) {
        if (duplicate) {
            faults.add(name(number) + " was sent once, and its receipt says duplicate");
        }
        acknowledged.set(number);
        stands(number, partition, offset);
        if (offset < floors[number]) {
            faults.add(name(number) + " stands at " + partition + "/" + offset
                    + ", before an event of its key that was acknowledged before it was sent");
        }
        int key = keys.get(number);
        keyEnds[key] = Math.max(keyEnds[key], offset + 1);
    }

    /** The receipt of a further sending of an acknowledged event has come. */
    public synchronized void receiptAgain(int number, int partition, long offset, boolean duplicate) {
        if (!duplicate) {
            faults.add(name(number) + " was sent again, and its receipt does not say duplicate");
        }
        repeated.set(number);
        stands(number, partition, offset);
    }

    /** Both stand in the log, have the same key, and were sent in this order by one request. */
    public void inOrder(int earlier, int later) {
        if (position(later) <= position(earlier)) {
            faults.add(name(later) + " stands at " + Position.text(position(later)) + ", and " + name(earlier)
                    + ", sent before it with the same key, at " + Position.text(position(earlier)));
        }
    }

    /** Somebody has seen the event there; it must be where all others have seen it. */
    void stands(int number, int partition, long offset) {
        long position = Position.of(partition, offset);
        long known = positions.compareAndExchange(number, Position.NONE, position);
        if (known != Position.NONE && known != position) {
            faults.add(name(number) + " stands at " + Position.text(known) + " and at " + Position.text(position));
        }
    }

    /** The number of an event of this run, or -1 for what it never sent. */
    int number(String source, String id) {
        if (!id.startsWith(run) || id.length() <= run.length() + 1) {
            return -1;
        }
        try {
            int number = Integer.parseInt(id, run.length() + 1, id.length(), 10);
            return number >= 0 && number < count && sourceOf(number).equals(source) ? number : -1;
        } catch (NumberFormatException notOurs) {
            return -1;
        }
    }

    public String id(int number) {
        return run + "-" + number;
    }

    private synchronized String sourceOf(int number) {
        return sourceNames.get(sources.get(number));
    }

    String name(int number) {
        return sourceOf(number) + " " + id(number);
    }

    public int key(int number) {
        return keys.get(number);
    }

    public long sentNanos(int number) {
        return sentNanos.get(number);
    }

    long position(int number) {
        return positions.get(number);
    }

    /** Raises the ends so that these events stand before them, as far as they have a place. */
    public void include(int[] numbers, long[] ends) {
        for (int number : numbers) {
            long position = position(number);
            if (position != Position.NONE) {
                int partition = Position.partition(position);
                ends[partition] = Math.max(ends[partition], Position.offset(position) + 1);
            }
        }
    }

    /** Whether it was acknowledged, and stands within the extent. */
    synchronized boolean owes(int number, Extent extent) {
        return acknowledged.get(number) && extent.holds(positions.get(number));
    }

    /** What has been entered so far was to warm up: how long it took to be delivered does not count. */
    public void measure() {
        measuredFrom = count;
    }

    boolean isMeasured(int number) {
        return number >= measuredFrom;
    }

    /** How many events have been entered. */
    public int count() {
        return count;
    }

    public synchronized int acknowledged() {
        return acknowledged.cardinality();
    }

    public synchronized int repeated() {
        return repeated.cardinality();
    }

    int keys() {
        return keyEnds.length;
    }

    /** What was wrong with receipts and positions. */
    public Faults faults() {
        return faults;
    }
}
