package dev.playhead.e2e.checks;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Owns what was seen from outside while faults happened: what clients asked, what they were answered, what they were given,
 * and when; and at the end what the log has. Any thread; in the order of a clock that never goes back. What was asked and
 * never answered is unknown, and stays so.
 */
public final class History {
    private final LongSupplier clock;
    private final AtomicLong asked = new AtomicLong();
    private final List<Entry> entries = new ArrayList<>();
    private final List<Logged> log = new ArrayList<>();
    private long last = Long.MIN_VALUE;

    /** @param clock nanoseconds */
    public History(LongSupplier clock) {
        this.clock = clock;
    }

    /** A part of another history; nothing more is put down in it. */
    History(List<Entry> entries, List<Logged> log) {
        this(() -> {
            throw new IllegalStateException("a part of a history is over");
        });
        this.entries.addAll(entries);
        this.log.addAll(log);
    }

    /** Something that was seen; {@code at} in nanoseconds, no two at the same time. */
    sealed interface Entry {
        long at();
    }

    /** An append begins. */
    record Appending(long at, long op, String node, String topic, String id, String key) implements Entry {}

    /** It was acknowledged. */
    record Appended(long at, long op, Place place, boolean duplicate) implements Entry {}

    /** It was refused. {@code certain}: the event is not stored by this. */
    record Refused(long at, long op, String code, boolean retryable, boolean certain) implements Entry {}

    /** No answer will come: its fate is unknown. */
    record Unanswered(long at, long op) implements Entry {}

    /** What takes events: a group, a replay's target, or a stream alone. */
    public enum Kind {
        GROUP,
        STREAM
    }

    /** Who takes: a group's name, or a stream's; over which connection. */
    public record Taker(Kind kind, String name, String connection) {}

    /** The connection of a group serves a partition from now on. */
    record Assigned(long at, Taker taker, String topic, int partition, long epoch) implements Entry {}

    /** @param epoch under which it was given; 0 where there is none */
    public record Delivered(long at, Taker taker, long epoch, Place place, String id, String key, int attempt)
            implements Entry {}

    record Confirming(long at, long op, String node, Taker taker, List<Place> places) implements Entry {}

    record Confirmed(long at, long op) implements Entry {}

    /** Its bounded stretch is said to be at its end. */
    record Completed(long at, String name) implements Entry {}

    /** A node is cut off from a store from now on: {@code kafka} or {@code redis}. */
    record Away(long at, String node, String store) implements Entry {}

    record Back(long at, String node, String store) implements Entry {}

    /** Under the name there is another topic from now on. */
    record Recreated(long at, String topic) implements Entry {}

    /** What the log has at the end. */
    public record Logged(Place place, String id, String key) {}

    private interface Stamped {
        Entry at(long at);
    }

    private synchronized void add(Stamped entry) {
        last = Math.max(clock.getAsLong(), last + 1);
        entries.add(entry.at(last));
    }

    /** Gives the number of the operation. */
    public long appending(String node, String topic, String id, String key) {
        long op = asked.incrementAndGet();
        add(at -> new Appending(at, op, node, topic, id, key));
        return op;
    }

    public void appended(long op, Place place, boolean duplicate) {
        add(at -> new Appended(at, op, place, duplicate));
    }

    public void refused(long op, String code, boolean retryable, boolean certain) {
        add(at -> new Refused(at, op, code, retryable, certain));
    }

    public void unanswered(long op) {
        add(at -> new Unanswered(at, op));
    }

    public void assigned(Taker taker, String topic, int partition, long epoch) {
        add(at -> new Assigned(at, taker, topic, partition, epoch));
    }

    public void delivered(Taker taker, long epoch, Place place, String id, String key, int attempt) {
        add(at -> new Delivered(at, taker, epoch, place, id, key, attempt));
    }

    /** Gives the number of the operation. */
    public long confirming(String node, Taker taker, List<Place> places) {
        long op = asked.incrementAndGet();
        List<Place> copy = List.copyOf(places);
        add(at -> new Confirming(at, op, node, taker, copy));
        return op;
    }

    public void confirmed(long op) {
        add(at -> new Confirmed(at, op));
    }

    public void completed(String name) {
        add(at -> new Completed(at, name));
    }

    public void away(String node, String store) {
        add(at -> new Away(at, node, store));
    }

    public void back(String node, String store) {
        add(at -> new Back(at, node, store));
    }

    public void recreated(String topic) {
        add(at -> new Recreated(at, topic));
    }

    public synchronized void logged(Place place, String id, String key) {
        log.add(new Logged(place, id, key));
    }

    /** All that was seen so far, in order. */
    synchronized List<Entry> entries() {
        return List.copyOf(entries);
    }

    /** All of the kind, in order. */
    public <E extends Entry> List<E> all(Class<E> kind) {
        return entries().stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    public synchronized List<Logged> log() {
        return List.copyOf(log);
    }
}
