package dev.playhead.group;

import dev.playhead.event.Identity;
import java.util.List;

/**
 * Owns what became of the events of one partition for one group: which are settled, with a consumer, waiting for their
 * next attempt or behind another. A pure state machine, of one thread; time is told to it in epoch milliseconds.
 */
final class Ledger {
    Ledger(Rules rules, Restored restored) {
        throw new UnsupportedOperationException();
    }

    // What there is to deliver, told in the order of the log

    /** The next offset that it wants to be told about; what stands before it and is told again is not looked at. */
    long readFrom() {
        throw new UnsupportedOperationException();
    }

    /** Whether it wants to be told about more; what comes in spite of that is taken. */
    boolean takesMore() {
        throw new UnsupportedOperationException();
    }

    /** [from, to) is nothing for this group: left out by its filter, a hole, gone from the log. */
    void exclude(long from, long to) {
        throw new UnsupportedOperationException();
    }

    /** The look-up found it confirmed: instead of its offer, or before its next attempt. */
    void settled(long offset) {
        throw new UnsupportedOperationException();
    }

    /** An event that the look-up did not find. */
    void offer(long offset, long key, boolean keyed, Identity identity) {
        throw new UnsupportedOperationException();
    }

    /**
     * A parked event is to be tried again. It must have been looked up; asked for again, it changes nothing.
     *
     * @param stored whether it is one of {@link Restored#parked}, or was parked since: else it is not taken
     */
    void redrive(long offset, long key, boolean keyed, Identity identity) {
        throw new UnsupportedOperationException();
    }

    /** The copy of a parked event is gone without a redrive. */
    void discarded(long offset) {
        throw new UnsupportedOperationException();
    }

    // Attempts

    /**
     * Gives out events whose attempt may start, the order of their keys held; each must be answered by {@link #start} or
     * {@link #putBack}, in this order where they are not {@link Delivery#counted}.
     */
    List<Delivery> next(long now, int most) {
        throw new UnsupportedOperationException();
    }

    /**
     * Its attempt begins: it is sent in this very turn, and its deadline runs.
     *
     * @return false where it must not be sent, as it was settled since it was given out, or one before it of its key
     *     was put back
     */
    boolean start(Delivery delivery, long now) {
        throw new UnsupportedOperationException();
    }

    /** It was given out, but not sent. */
    void putBack(Delivery delivery) {
        throw new UnsupportedOperationException();
    }

    Verdict confirm(long offset) {
        throw new UnsupportedOperationException();
    }

    Failed fail(long offset, Failed.Then then, long now) {
        throw new UnsupportedOperationException();
    }

    /** Restarts the deadline; false where it is not with a consumer. */
    boolean extend(long offset, long now) {
        throw new UnsupportedOperationException();
    }

    /** The attempts whose deadline has passed. */
    List<Failed> expire(long now) {
        throw new UnsupportedOperationException();
    }

    // Parking

    /**
     * What is to be parked without a failure of its own, each given out once: what stands behind a parked event of its
     * key ({@link Delivery#attempt} is 0), and what had its last attempt under an owner before.
     */
    List<Delivery> parking(int most) {
        throw new UnsupportedOperationException();
    }

    /**
     * Its copy is durable: it is settled.
     *
     * @return false where it has been confirmed meanwhile, so that the copy is to be removed
     */
    boolean parked(long offset) {
        throw new UnsupportedOperationException();
    }

    /** Its copy could not be made: it will be given out by {@link #parking} again. */
    void notParked(long offset) {
        throw new UnsupportedOperationException();
    }

    // What lasts

    /** The first offset that is not settled. */
    long cursor() {
        throw new UnsupportedOperationException();
    }

    /** Stretches above the cursor that are settled, in order, apart from each other. */
    List<Place.Stretch> settled() {
        throw new UnsupportedOperationException();
    }

    /** One past the highest offset that was ever delivered. */
    long delivered() {
        throw new UnsupportedOperationException();
    }

    /** Those whose attempts were put down and are not needed any more, since this was asked last. */
    List<Long> forgettable() {
        throw new UnsupportedOperationException();
    }

    /** Redriven events that were confirmed or skipped, whose copies are to be removed, since this was asked last. */
    List<Long> redriven() {
        throw new UnsupportedOperationException();
    }

    // Looking at it

    /** When time alone changes something, in epoch milliseconds; {@link Long#MAX_VALUE} for never. */
    long nextAt() {
        throw new UnsupportedOperationException();
    }

    /** How many are with consumers. */
    int inFlight() {
        throw new UnsupportedOperationException();
    }

    /** How many are not settled. */
    int pending() {
        throw new UnsupportedOperationException();
    }

    /** Whether nothing is with a consumer, given out or being parked. */
    boolean isQuiet() {
        throw new UnsupportedOperationException();
    }
}
