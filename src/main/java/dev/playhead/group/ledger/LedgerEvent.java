package dev.playhead.group.ledger;

import dev.playhead.event.Identity;
import dev.playhead.group.Attempts;
import org.jspecify.annotations.Nullable;

/**
 * Holds one unsettled event of a {@link Ledger}; owned by the ledger's thread, and only this thread changes it.
 *
 * <pre>
 *           +--------- due -------- RETRYING &lt;--- failed ---+
 *           v                                               |
 *  --&gt;  WAITING  -- next --&gt;  GIVEN  ------ start ------&gt; IN_FLIGHT
 *        ^    |  &lt;- put back -  (or hold: TWIN)             |
 *        |    +--&gt; CONDEMNED -- parking --&gt; PARKING &lt;- failed for the last time
 *      TWIN                                    |
 *                    any of them --&gt; SETTLED &lt;-+
 * </pre>
 */
public final class LedgerEvent {
    /** The state of an event. */
    public enum State {
        /** The event waits for the turn of its key. */
        WAITING,
        /** The event waits for the end of another event with the same identity, here or in another partition. */
        TWIN,
        /** The event must be parked, and the caller does not know it yet. */
        CONDEMNED,
        /** The caller has the event for sending. */
        GIVEN,
        /** A consumer has the event, and its deadline runs. */
        IN_FLIGHT,
        /** The event has failed and waits for its retry. */
        RETRYING,
        /** Its copy is being put down. */
        PARKING,
        /** The event is confirmed, skipped, parked or discarded. */
        SETTLED;

        private boolean mayBecome(State next) {
            return switch (this) {
                case WAITING -> next == GIVEN || next == CONDEMNED || next == PARKING || next == SETTLED;
                case TWIN -> next == WAITING || next == CONDEMNED || next == PARKING || next == SETTLED;
                case CONDEMNED -> next == PARKING || next == WAITING || next == SETTLED;
                case GIVEN ->
                    next == IN_FLIGHT
                            || next == WAITING
                            || next == TWIN
                            || next == CONDEMNED
                            || next == PARKING
                            || next == SETTLED;
                case IN_FLIGHT -> next == RETRYING || next == PARKING || next == SETTLED;
                case RETRYING -> next == WAITING || next == CONDEMNED || next == PARKING || next == SETTLED;
                case PARKING -> next == CONDEMNED || next == WAITING || next == SETTLED;
                case SETTLED -> false;
            };
        }
    }

    private final long offset;
    private final long key;
    private final boolean keyed;
    private final boolean redriven;
    private final Identity identity;

    private State state;
    private int attempt;
    private boolean inferred;
    private long firstAt;

    /** The time of its deadline or of its retry. */
    long at;

    /** True after its consumer asked to park it. */
    boolean refused;

    /** The number stored in {@link Attempts}; 0 without one. */
    public int noted;

    /** True while {@link Ready} has it. */
    boolean queued;

    /** True while the event is given but not sent in that turn: it blocks the events behind it. */
    private boolean delayed;

    KeyQueue queue = KeyQueue.NONE;

    @Nullable
    LedgerEvent before;

    @Nullable
    LedgerEvent behind;

    @Nullable
    LedgerEvent twin;

    @Nullable
    LedgerEvent earlier;

    @Nullable
    LedgerEvent later;

    LedgerEvent(long offset, long key, boolean keyed, Identity identity, boolean redriven, State state) {
        this.offset = offset;
        this.key = key;
        this.keyed = keyed;
        this.identity = identity;
        this.redriven = redriven;
        this.state = state;
    }

    public long offset() {
        return offset;
    }

    boolean keyed() {
        return keyed;
    }

    /** Means nothing unless it is {@link #keyed}. */
    long key() {
        return key;
    }

    public Identity identity() {
        return identity;
    }

    /** Returns whether it was parked and is now redriven. */
    public boolean redriven() {
        return redriven;
    }

    State state() {
        return state;
    }

    /** Returns the number of the last given attempt, from 1; 0 without one. */
    public int attempt() {
        return attempt;
    }

    /** Returns the time of the first attempt, in epoch milliseconds; 0 for an unknown time. */
    public long firstAt() {
        return firstAt;
    }

    /** Returns whether its attempt must be stored in {@link Attempts} before it is sent. */
    public boolean counted() {
        return attempt > 1 || redriven;
    }

    /** Returns whether the event leaves in the turn that gave it; then the events behind it may follow. */
    boolean leavesAtOnce() {
        return state == State.GIVEN && !counted() && !delayed;
    }

    /** To be called by its queue alone. */
    void delay() {
        delayed = true;
    }

    public boolean is(State which) {
        return state == which;
    }

    /** Counts the attempts. */
    int made() {
        return state == State.GIVEN ? attempt - 1 : attempt;
    }

    /** Counts the certain attempts: an attempt inferred from the progress of an earlier owner does not count. */
    public int known() {
        return inferred ? 0 : made();
    }

    /** Returns whether it certainly has no attempt left. */
    boolean isSpent(int retry) {
        return made() > retry && !inferred;
    }

    /** Takes the attempts under earlier owners: {@code sure} unless they are only inferred. */
    void remember(int attempts, long since, boolean sure) {
        attempt = attempts;
        firstAt = since;
        inferred = !sure;
    }

    /** To be called by its queue alone. */
    void become(State next, long now) {
        if (!state.mayBecome(next)) {
            throw new IllegalStateException("The event at " + offset + " is " + state + " and cannot become " + next);
        }
        if (next == State.GIVEN) {
            attempt++;
        } else if (state == State.GIVEN && next != State.IN_FLIGHT) {
            attempt--;
        }
        if (next == State.IN_FLIGHT) {
            inferred = false;
            firstAt = firstAt == 0 ? now : firstAt;
        }
        delayed = false;
        state = next;
    }
}
