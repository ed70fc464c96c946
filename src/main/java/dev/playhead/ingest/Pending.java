package dev.playhead.ingest;

import dev.playhead.event.Event;
import dev.playhead.event.Partition;
import dev.playhead.event.Problem;
import dev.playhead.event.Refusal;
import dev.playhead.log.Append;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One event on its way into the log, and then its receipt. Decided on the event loop of its chain, ended once on any
 * thread; its outcome may be read once its submission is done.
 */
public final class Pending implements Append {
    private final Submission submission;
    private final @Nullable Event event;
    private final @Nullable Partition partition;
    private final long line;

    // Owned by the event loop, until the event is handed to the log
    @Nullable
    WindowVerdict<Pending> verdict;

    boolean held;

    // Written before the submission counts this one as ended
    private long offset = -1;
    private int storedIn = -1;
    private long recorded;
    private boolean duplicate;
    private @Nullable Refusal refusal;

    // Guarded by this
    private boolean ended;
    private @Nullable List<Runnable> followers;

    Pending(Submission submission, long line, Event event, Partition partition) {
        this.submission = submission;
        this.line = line;
        this.event = event;
        this.partition = partition;
    }

    /** Keeps the place of a refused item among the receipts. */
    Pending(Submission submission, long line, Refusal refusal) {
        this.submission = submission;
        this.line = line;
        this.event = null;
        this.partition = null;
        this.refusal = refusal;
        this.ended = true;
    }

    @Override
    public Event event() {
        return Objects.requireNonNull(event);
    }

    @Override
    public Partition partition() {
        return Objects.requireNonNull(partition);
    }

    Chain chain() {
        return submission.chain();
    }

    /** Returns the event; null if it was refused before it was parsed. */
    public @Nullable Event eventOrNull() {
        return event;
    }

    /** The line of its stream that it came on, from 1; its index from 0 in a batch. */
    public long line() {
        return line;
    }

    /** Returns the reason of its refusal; null for a stored event. */
    public @Nullable Refusal refusal() {
        return refusal;
    }

    public int storedIn() {
        return storedIn;
    }

    public long offset() {
        return offset;
    }

    /** Epoch milliseconds. */
    public long recorded() {
        return recorded;
    }

    /** Returns whether an earlier attempt was stored, and not this one. */
    public boolean duplicate() {
        return duplicate;
    }

    @Override
    public void stored(long at, long when) {
        if (verdict instanceof WindowVerdict.Fresh<Pending> fresh) {
            fresh.claim().stored(at, when);
        }
        end(partition().index(), at, when, false);
    }

    @Override
    public void failed(Refusal why) {
        submission.chain().fail(event().key());
        if (verdict instanceof WindowVerdict.Fresh<Pending> fresh) {
            fresh.claim().failed(why);
        }
        end(why);
    }

    /** Ends it as a repetition of the event stored there. */
    void repeats(int in, long at, long when) {
        end(in, at, when, true);
    }

    /** Ends it as its leader has ended. */
    void endAs(Pending leader) {
        Refusal why = leader.refusal;
        if (why == null) {
            repeats(leader.storedIn, leader.offset, leader.recorded);
        } else {
            submission.chain().fail(event().key());
            end(why);
        }
    }

    /** Refuses it as an earlier event of its key has failed; it was never handed to the log. */
    void refuseAfterEarlier() {
        failed(Problem.EARLIER_FAILED.because(
                "An earlier event of this key failed on this connection; send both again, in order, on a new "
                        + "connection"));
    }

    private void end(int in, long at, long when, boolean repeated) {
        storedIn = in;
        offset = at;
        recorded = when;
        duplicate = repeated;
        end();
    }

    private void end(Refusal why) {
        refusal = why;
        end();
    }

    private void end() {
        List<Runnable> told;
        synchronized (this) {
            if (ended) {
                throw new IllegalStateException("ended twice");
            }
            ended = true;
            told = followers;
            followers = null;
        }
        if (told != null) {
            told.forEach(Runnable::run);
        }
        submission.endedOne();
    }

    /** Runs the action when this item has ended, on any thread; at once if it has. */
    void whenEnded(Runnable follower) {
        synchronized (this) {
            if (!ended) {
                if (followers == null) {
                    followers = new ArrayList<>(1);
                }
                followers.add(follower);
                return;
            }
        }
        follower.run();
    }

    synchronized boolean hasEnded() {
        return ended;
    }
}
