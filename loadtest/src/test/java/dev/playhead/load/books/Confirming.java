package dev.playhead.load.books;

import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * Owns what a group, or a replay's target, got and confirmed, over all its connections; any thread.
 *
 * <p>Each event must have been the first of its confirmations exactly once, unless one was refused whose fate nobody knows,
 * and nothing may come again once it was confirmed.
 */
public final class Confirming {
    private static final int MAX_UNANSWERED = 100_000;
    private static final long MAX_NANOS = 120_000_000_000L;
    private static final int DIGITS = 2;

    /** So long a confirmation that is refused for now is asked for again. */
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);

    private record Asked(int[] numbers, long nanos, boolean isAgain) {}

    private final Books books;
    private final Received received;
    private final Faults faults = new Faults();
    private final Histogram latencies = new Histogram(MAX_NANOS, DIGITS);
    private final Map<Long, Asked> unanswered = new HashMap<>();
    private final BitSet confirmed = new BitSet();

    /** By number, how many confirmations of the event wait for their answers. */
    private final Map<Integer, Integer> asked = new HashMap<>();

    /** Of which there were two at a time, so that either may have been the first. */
    private final BitSet ambiguous = new BitSet();

    private long refs;
    private long firsts;
    private long duplicates;

    /** Of confirmations that had been refused once: the first of them may have been kept, and only its answer lost. */
    private long explained;

    public Confirming(String name, Books books, int partitions) {
        this.books = books;
        this.received = new Received(name, books, partitions, Received.Order.KEY);
    }

    /** Enters a frame of deliveries, which is confirmed next; gives the confirmation's ref. */
    public synchronized long delivered(List<Delivery> deliveries, long nanos) {
        int[] numbers = new int[deliveries.size()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = received.delivered(deliveries.get(i), nanos);
            if (numbers[i] >= 0 && confirmed.get(numbers[i])) {
                faults.add(name() + " got " + books.name(numbers[i]) + " after its confirmation was answered");
            }
        }
        if (unanswered.size() >= MAX_UNANSWERED) {
            throw new IllegalStateException(MAX_UNANSWERED + " confirmations of " + name() + " wait for their answers");
        }
        for (int number : numbers) {
            if (number >= 0 && asked.merge(number, 1, Integer::sum) > 1) {
                ambiguous.set(number);
            }
        }
        unanswered.put(refs, new Asked(numbers, nanos, false));
        return refs++;
    }

    /** A confirmation has been answered; gives how many events it was of. */
    public synchronized int confirmed(long ref, long first, long duplicate, long unknown, long nanos) {
        @Nullable Asked asking = unanswered.remove(ref);
        if (asking == null) {
            faults.add(name() + " was answered a confirmation that it had not asked for, " + ref);
            return 0;
        }
        int events = asking.numbers().length;
        if (first + duplicate + unknown != events || unknown != 0) {
            faults.add(name() + " confirmed " + events + " events that it had got, and was answered " + first
                    + " first, " + duplicate + " duplicate, " + unknown + " unknown");
        }
        judge(asking, first);
        firsts += first;
        duplicates += duplicate;
        explained += asking.isAgain() ? duplicate : 0;
        latencies.recordValue(Math.max(0, Math.min(MAX_NANOS, nanos - asking.nanos())));
        return events;
    }

    /** As many were the first as had not been confirmed before, as far as that is known. */
    private void judge(Asked asking, long first) {
        int least = 0;
        int most = 0;
        for (int number : asking.numbers()) {
            if (number < 0) {
                continue;
            }
            asked.computeIfPresent(number, (same, count) -> count == 1 ? null : count - 1);
            boolean either = ambiguous.get(number);
            boolean isNew = !confirmed.get(number);
            most += isNew || either ? 1 : 0;
            least += isNew && !either && !asking.isAgain() ? 1 : 0;
            confirmed.set(number);
        }
        if (first < least || first > most) {
            faults.add(name() + " was answered " + first + " as the first, and " + least + " to " + most
                    + " of the events had not been confirmed before");
        }
    }

    /**
     * The ids of a confirmation that is to be asked for once more, since the node could not keep it just now; none where
     * that has gone on for too long.
     */
    public synchronized List<String> again(long ref, long nanos) {
        Asked asking = unanswered.get(ref);
        if (asking == null) {
            faults.add(name() + " was refused a confirmation that it had not asked for, " + ref);
            return List.of();
        }
        if (nanos - asking.nanos() > PATIENCE_NANOS) {
            faults.add(name() + " was refused a confirmation for " + TimeUnit.NANOSECONDS.toSeconds(PATIENCE_NANOS)
                    + " seconds, " + ref);
            return List.of();
        }
        unanswered.put(ref, new Asked(asking.numbers(), asking.nanos(), true));
        return Arrays.stream(asking.numbers())
                .filter(number -> number >= 0)
                .mapToObj(books::id)
                .toList();
    }

    /** The node has refused something. */
    public void refused(String frame) {
        faults.add(name() + " was told " + frame);
    }

    /** Whether all has come and is confirmed. */
    public synchronized boolean reached(Extent extent) {
        return unanswered.isEmpty() && received.reached(extent);
    }

    /** As {@link Received#check}, and what is not confirmed once. */
    public synchronized Faults check(Extent owed, Extent allowed) {
        Faults found = received.check(owed, allowed);
        found.addAll(faults);
        int sent = books.count();
        for (int number = 0; number < sent; number++) {
            if (received.has(number) && !confirmed.get(number) && books.owes(number, owed)) {
                found.add(name() + " got " + books.name(number) + ", and its confirmation was not answered");
            }
        }
        long withoutFirst = confirmed.cardinality() - firsts;
        if (withoutFirst < 0 || withoutFirst > explained) {
            found.add(name() + " confirmed " + confirmed.cardinality() + " events, of which " + firsts
                    + " were answered as the first");
        }
        if (duplicates > received.again() + explained) {
            found.add(name() + " was answered " + duplicates + " duplicates, and only " + received.again()
                    + " events had come again, and " + explained + " confirmations had been refused before");
        }
        return found;
    }

    public String name() {
        return received.name();
    }

    public long events() {
        return received.events();
    }

    public synchronized int confirmed() {
        return confirmed.cardinality();
    }

    /** Adds how long it was from a delivery to the answer to its confirmation. */
    public synchronized void addLatenciesTo(Histogram sum) {
        sum.add(latencies);
    }
}
