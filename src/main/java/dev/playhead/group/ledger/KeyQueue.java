package dev.playhead.group.ledger;

import dev.playhead.group.ledger.LedgerEvent.State;
import org.jspecify.annotations.Nullable;

/**
 * Owns the order of one key: its events that are not settled, in that of the log; owned by the ledger's thread. An event
 * without a key has a queue of its own.
 *
 * <p>The front is the first that is not on its way; nothing behind it may be given out.
 */
final class KeyQueue {
    /** The queue of a delivery that is in no queue. */
    static final KeyQueue NONE = new KeyQueue(0, true);

    final long key;
    private final boolean oneByOne;
    private @Nullable LedgerEvent first;
    private @Nullable LedgerEvent last;
    private @Nullable LedgerEvent front;
    private int waiting;

    /** @param oneByOne true if each event waits until the event before it is settled */
    KeyQueue(long key, boolean oneByOne) {
        this.key = key;
        this.oneByOne = oneByOne;
    }

    boolean isEmpty() {
        return first == null;
    }

    @Nullable
    LedgerEvent first() {
        return first;
    }

    /** Returns the event that may be sent now, or null. */
    @Nullable
    LedgerEvent candidate() {
        return front != null && front.is(State.WAITING) ? front : null;
    }

    /** Estimates the number of events that could be sent one after the other. */
    int startable() {
        return candidate() == null ? 0 : oneByOne ? 1 : waiting;
    }

    /** Returns whether no event before it in the queue blocks it. */
    boolean reaches(LedgerEvent delivery) {
        return front == null || front.offset() >= delivery.offset();
    }

    /** Takes it in, at its place. */
    void add(LedgerEvent delivery) {
        LedgerEvent before = last;
        while (before != null && before.offset() > delivery.offset()) {
            before = before.before;
        }
        LedgerEvent behind = before == null ? first : before.behind;
        delivery.queue = this;
        join(before, delivery);
        join(delivery, behind);
        waiting += delivery.is(State.WAITING) ? 1 : 0;
        seat(delivery);
    }

    void become(LedgerEvent delivery, State next, long now) {
        waiting -= delivery.is(State.WAITING) ? 1 : 0;
        delivery.become(next, now);
        waiting += next == State.WAITING ? 1 : 0;
        if (next == State.SETTLED) {
            remove(delivery);
        } else {
            seat(delivery);
        }
    }

    /** Marks a given event as not sent in this turn: it blocks the events behind it. */
    void delay(LedgerEvent delivery) {
        delivery.delay();
        seat(delivery);
    }

    private void remove(LedgerEvent delivery) {
        if (front == delivery) {
            front = notOnItsWay(delivery.behind);
        }
        join(delivery.before, delivery.behind);
        delivery.before = null;
        delivery.behind = null;
    }

    private void join(@Nullable LedgerEvent before, @Nullable LedgerEvent behind) {
        if (before == null) {
            first = behind;
        } else {
            before.behind = behind;
        }
        if (behind == null) {
            last = before;
        } else {
            behind.before = before;
        }
    }

    /** Moves the front after a change of this event. */
    private void seat(LedgerEvent changed) {
        if (isOnItsWay(changed)) {
            front = front == changed ? notOnItsWay(changed.behind) : front;
        } else if (front == null || changed.offset() < front.offset()) {
            front = changed;
        }
    }

    private @Nullable LedgerEvent notOnItsWay(@Nullable LedgerEvent from) {
        LedgerEvent at = from;
        while (at != null && isOnItsWay(at)) {
            at = at.behind;
        }
        return at;
    }

    /**
     * Returns whether later events may follow this one: they would overtake an event that must be recorded before it is
     * sent.
     */
    private boolean isOnItsWay(LedgerEvent delivery) {
        return !oneByOne && (delivery.is(State.IN_FLIGHT) || delivery.leavesAtOnce());
    }
}
