package dev.playhead.ingest;

import dev.playhead.event.Identity;
import dev.playhead.log.Topic;
import java.util.concurrent.atomic.AtomicReference;
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
public final class Claim {
    private enum State {
        OPEN,
        ENDED,
        WRITING,
        GONE
    }

    private final AtomicReference<State> state = new AtomicReference<>(State.OPEN);
    private final Topic topic;
    private final Identity identity;
    private final Candidate candidate;

    // Owned by the event loop that decides, until the claim is handed to the log
    private Mark.Held mark;

    private Mark earlier = Mark.FREE;

    private boolean taken;

    // Owned by whoever ended the claim
    private Mark end = Mark.FREE;

    @Nullable
    Claim next;

    Claim(Topic topic, Identity identity, Candidate candidate, Mark.Held mark) {
        this.topic = topic;
        this.identity = identity;
        this.candidate = candidate;
        this.mark = mark;
    }

    Topic topic() {
        return topic;
    }

    Identity identity() {
        return identity;
    }

    Candidate candidate() {
        return candidate;
    }

    /** What stands, or would stand, in the window for it while it is under way. */
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

    /** What became of it, once it has ended. */
    Mark end() {
        return end;
    }

    /** False where it had ended before. */
    boolean end(Mark what) {
        if (state.get() != State.OPEN) {
            return false;
        }
        end = what;
        return state.compareAndSet(State.OPEN, State.ENDED);
    }

    /** Takes the end to write it down; false where there is nothing left to write. */
    boolean take() {
        return state.compareAndSet(State.ENDED, State.WRITING);
    }

    void written() {
        state.set(State.GONE);
    }

    void notWritten() {
        state.set(State.ENDED);
    }

    /**
     * Whether a resend may take its place: it has ended, was not stored as far as is known, and its end is not being
     * written. If so its end is never written.
     */
    boolean supersede() {
        return state.get() == State.ENDED
                && !(end instanceof Mark.Stored)
                && state.compareAndSet(State.ENDED, State.GONE);
    }
}
