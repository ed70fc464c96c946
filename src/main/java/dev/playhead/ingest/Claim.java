package dev.playhead.ingest;

import dev.playhead.event.Identity;
import dev.playhead.event.Problem;
import dev.playhead.event.Refusal;
import dev.playhead.log.Append;
import dev.playhead.log.Topic;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;
import org.jspecify.annotations.Nullable;

/**
 * One event under way on this node, from its decision until its end is written down. Made and decided on the caller's
 * event loop, ended on any thread, written by the {@link Settling}.
 *
 * <pre>
 *            end                  take                written
 *   OPEN ----------&gt; ENDED &lt;----------------&gt; WRITING ----------&gt; GONE
 *                      |      not written                          ^
 *                      +-------------------------------------------+
 *                          superseded by a resend, or forgotten
 * </pre>
 */
public final class Claim<C extends Append> {
    /** Takes the end of a claim to write it down; any thread. */
    interface Ends<C extends Append> {
        void end(Claim<C> claim, Mark what);
    }

    private enum State {
        OPEN,
        ENDED,
        WRITING,
        GONE
    }

    @SuppressWarnings("rawtypes") // a class literal has no type argument
    private static final AtomicReferenceFieldUpdater<Claim, State> STATE =
            AtomicReferenceFieldUpdater.newUpdater(Claim.class, State.class, "state");

    private final Topic topic;
    private final Identity identity;
    private final Ends<C> ends;
    private volatile State state = State.OPEN;

    /** Let go of when it has been stored: a claim outlives its event by the time that its end takes to be written. */
    private volatile @Nullable C candidate;

    // Owned by the event loop that decides, until the claim is handed to the log
    private Mark.Held mark;

    private Mark earlier = Mark.FREE;

    private boolean taken;

    // Owned by the thread that ended the claim
    private Mark end = Mark.FREE;

    @Nullable
    Claim<C> next;

    Claim(Topic topic, Identity identity, C candidate, Mark.Held mark, Ends<C> ends) {
        this.topic = topic;
        this.identity = identity;
        this.candidate = candidate;
        this.mark = mark;
        this.ends = ends;
    }

    /** Ends the claim as stored at this position. Any thread, and cheap. */
    public void stored(long offset, long recorded) {
        ends.end(this, new Mark.Stored(Mark.tag(topic), candidate().partition().index(), offset, recorded));
    }

    /**
     * Ends the claim as not stored, or with {@code append_unknown} as unknown; also for an event that never reached the
     * log. Any thread, and cheap.
     */
    public void failed(Refusal refusal) {
        boolean unknown = refusal.problem() == Problem.APPEND_UNKNOWN;
        ends.end(this, unknown ? mark.unknown() : Mark.FREE);
    }

    Topic topic() {
        return topic;
    }

    Identity identity() {
        return identity;
    }

    /** Returns the candidate of a claim in flight. */
    C candidate() {
        return Objects.requireNonNull(candidate);
    }

    /** Returns the candidate, or null after its end as stored: then {@link #end} is the position. */
    @Nullable
    C unstored() {
        return candidate;
    }

    /** Returns the mark of the claim in the window during the append. */
    Mark.Held mark() {
        return mark;
    }

    /** Replaces an earlier claim: a search for its event also begins at that claim's end of the log. */
    void mark(Mark.Held other) {
        mark = other;
    }

    /** Notes that the window has stored the mark. */
    void stands() {
        taken = true;
    }

    /** Returns the mark if the window has stored it, or null. */
    Mark.@Nullable Held taken() {
        return taken ? mark : null;
    }

    /** Returns the end of the claim that it superseded on this node: {@link Mark#FREE}, or unknown. */
    Mark earlier() {
        return earlier;
    }

    void follows(Mark end) {
        earlier = end;
    }

    /** Returns the mark of the result, after the end. */
    Mark end() {
        return end;
    }

    /** Ends the claim; returns false if it had ended before. */
    boolean end(Mark what) {
        if (state != State.OPEN) {
            return false;
        }
        end = what;
        if (!STATE.compareAndSet(this, State.OPEN, State.ENDED)) {
            return false;
        }
        if (what instanceof Mark.Stored) {
            candidate = null;
        }
        return true;
    }

    /** Takes the end for a write; returns false if nothing is left to write. */
    boolean take() {
        return STATE.compareAndSet(this, State.ENDED, State.WRITING);
    }

    void written() {
        state = State.GONE;
    }

    void notWritten() {
        state = State.ENDED;
    }

    /** Drops its end before a write; returns false if it has not ended, or a write of its end runs. */
    boolean forget() {
        return STATE.compareAndSet(this, State.ENDED, State.GONE);
    }

    /**
     * Returns whether a resend may replace it: it has ended, is not known to be stored, and no write of its end runs.
     * In that case its end is never written.
     */
    boolean supersede() {
        return state == State.ENDED && !(end instanceof Mark.Stored) && forget();
    }
}
