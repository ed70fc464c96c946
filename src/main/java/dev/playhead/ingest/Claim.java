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

    // Owned by whoever ended the claim
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

    /** Its event is stored there. Any thread; costs about nothing. */
    public void stored(long offset, long recorded) {
        ends.end(this, new Mark.Stored(candidate().partition().index(), offset, recorded));
    }

    /**
     * Its event is not stored, or ({@code append_unknown}) nobody knows; also of an event that was never handed to the
     * log. Any thread; costs about nothing.
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

    /** Asked for while it is under way. */
    C candidate() {
        return Objects.requireNonNull(candidate);
    }

    /** Returns the verdict on the same event that comes again meanwhile. */
    WindowVerdict<C> ofAnother() {
        C leader = candidate;
        if (leader != null) {
            return new WindowVerdict.Follows<>(leader);
        }
        Mark.Stored stored = (Mark.Stored) end;
        return new WindowVerdict.Duplicate<>(stored.partition(), stored.offset(), stored.recorded());
    }

    /** Returns the mark of the claim in the window during the append. */
    Mark.Held mark() {
        return mark;
    }

    /** Takes the place of an earlier claim: what it may have appended is looked for from there, too. */
    void mark(Mark.Held other) {
        mark = other;
    }

    /** The window has answered that the mark stands. */
    void stands() {
        taken = true;
    }

    /** The mark, where the window has answered that it stands. */
    Mark.@Nullable Held taken() {
        return taken ? mark : null;
    }

    /** The end of the claim it superseded on this node: {@link Mark#FREE}, or unknown. */
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

    /** False where it had ended before. */
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

    /** Takes the end to write it down; false where there is nothing left to write. */
    boolean take() {
        return STATE.compareAndSet(this, State.ENDED, State.WRITING);
    }

    void written() {
        state = State.GONE;
    }

    void notWritten() {
        state = State.ENDED;
    }

    /**
     * Returns whether a resend may take its place: it has ended, was not stored as far as is known, and its end is not
     * being written. If so its end is never written.
     */
    boolean supersede() {
        return state == State.ENDED
                && !(end instanceof Mark.Stored)
                && STATE.compareAndSet(this, State.ENDED, State.GONE);
    }
}
