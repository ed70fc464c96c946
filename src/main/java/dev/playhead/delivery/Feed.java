package dev.playhead.delivery;

import dev.playhead.event.Partition;
import dev.playhead.event.Problem;
import dev.playhead.event.Refusal;
import dev.playhead.event.RefusedException;
import dev.playhead.log.Block;
import dev.playhead.log.Divergence;
import dev.playhead.log.LogReader;
import dev.playhead.log.Read;
import dev.playhead.log.Topic;
import dev.playhead.log.Topics;
import dev.playhead.stream.Gap;
import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads one partition for one subscription: the block under the cursor, one block ahead, the wait at the end, and the
 * waits while the log is unavailable. Owned by the subscription's event loop; the log answers and wakes on any thread.
 */
public final class Feed {
    /** Receives the notices of a feed; on the event loop, {@link #wake()} apart. */
    public interface Owner {
        void gap(Gap gap);

        void away(Refusal refusal);

        void failed(Refusal refusal);

        /** The topic was made again: the feed stands still until it is closed, or read from another place. */
        void changed(Topic now);

        /** Something has changed; any thread. */
        void wake();
    }

    private enum State {
        IDLE,
        READING,
        READY,
        AT_END,
        AWAY,
        CHANGED
    }

    /** Shares the parts of all feeds of a subscription. */
    record Parts(
            DeliverySettings settings, Topics topics, LogReader reader, HeldBytes held, Context context, Owner owner) {}

    private final Parts parts;
    private final Cursor cursor;
    private final int index;
    private final Partition partition;
    private State state = State.IDLE;
    private int generation;
    private @Nullable Block block;
    private int at;
    private int limit;
    private long heldBytes;
    private @Nullable Future<Read> ahead;
    private LogReader.@Nullable Wait wait;
    private long backoff;
    private volatile boolean woken;

    Feed(Parts parts, Cursor cursor, int index) {
        this.parts = parts;
        this.cursor = cursor;
        this.index = index;
        this.partition = cursor.partition(index);
    }

    /** Returns whether the next record is in memory; if not, its read runs or waits. */
    public boolean isReady() {
        if (state == State.READY) {
            return true;
        }
        if (state == State.AT_END && woken) {
            state = State.IDLE;
        }
        // Each round moves the cursor over a hole or a gap, or ends
        while (state == State.IDLE && !cursor.isDone(index)) {
            read();
        }
        return state == State.READY;
    }

    public boolean isAtEnd() {
        return state == State.AT_END && !woken;
    }

    public Block block() {
        if (block == null) {
            throw new IllegalStateException(partition + " has no block");
        }
        return block;
    }

    /** The index in the block of the next record. */
    public int at() {
        return at;
    }

    /** One past the index in the block of the last record that this stream reads of it. */
    public int limit() {
        return limit;
    }

    long recorded() {
        return block().recorded(at);
    }

    /** Moves the cursor past the records before that index. */
    public void moveTo(int to) {
        Block current = block();
        long next = nextAfter(to);
        at = to;
        cursor.advance(index, next, current.leaderEpoch());
        if (to == limit) {
            finish();
        }
    }

    /**
     * Returns the place of the cursor after {@link #moveTo}, which can report a gap or a failure before it returns: its caller
     * first books the records that it takes.
     */
    public long nextAfter(int to) {
        Block current = block();
        return to < limit
                ? current.offset(to - 1) + 1
                : Math.max(cursor.next(index), Math.min(current.next(), cursor.end(index)));
    }

    /** Between turns: lets go of blocks that the node's bound does not allow to keep. */
    public void rest() {
        if (block != null && heldBytes == 0) {
            letGo();
            state = State.IDLE;
        }
    }

    public void close() {
        letGo();
        generation++;
        state = State.IDLE;
        if (wait != null) {
            wait.cancel();
            wait = null;
        }
    }

    /** Describes its state, for the log of stalls. */
    public String describe() {
        return partition + " at " + cursor.next(index) + " " + state;
    }

    private void finish() {
        Future<Read> next = ahead;
        ahead = null;
        letGo();
        state = State.IDLE;
        if (next != null && !cursor.isDone(index)) {
            take(next);
        }
    }

    private void letGo() {
        if (heldBytes > 0) {
            parts.held().give(heldBytes);
            heldBytes = 0;
        }
        block = null;
        ahead = null;
    }

    private void read() {
        take(parts.reader().read(partition, cursor.next(index)));
    }

    private void take(Future<Read> read) {
        if (read.isComplete()) {
            accept(read);
            return;
        }
        later(read, this::accept);
    }

    private <T> void later(Future<T> asked, Consumer<AsyncResult<T>> accept) {
        state = State.READING;
        int asking = ++generation;
        asked.onComplete(answer -> parts.context().runOnContext(arrived -> {
            if (asking == generation && state == State.READING) {
                state = State.IDLE;
                accept.accept(answer);
                parts.owner().wake();
            }
        }));
    }

    private void accept(AsyncResult<Read> answer) {
        Topic now = parts.topics().cached(partition.topic());
        if (now != null && isAnother(now)) {
            changed(now);
        } else if (answer.failed()) {
            fail(RefusedException.of(answer.cause()));
        } else if (answer.result() instanceof Read.Loaded loaded) {
            backoff = 0;
            adopt(loaded.block());
        } else if (answer.result() instanceof Read.Lost lost) {
            lost(lost);
        } else {
            backoff = 0;
            awaitMore();
        }
    }

    private boolean isAnother(Topic now) {
        return !now.id().equals(cursor.topic(now.name()).id());
    }

    private void changed(Topic now) {
        state = State.CHANGED;
        parts.owner().changed(now);
    }

    private void lost(Read.Lost lost) {
        if (lost.to() >= lost.from()) {
            cursor.jump(index, lost.to());
            parts.owner().gap(new Gap(partition, lost.from(), lost.to(), lost.reason()));
            return;
        }
        // Less is there than was read: another topic of that name, or the log was cut off there or further back
        later(parts.topics().current(partition.topic()), asked -> {
            if (asked.succeeded() && !isAnother(asked.result())) {
                later(divergence(lost.to()), this::goBack);
            } else if (asked.succeeded()) {
                changed(asked.result());
            } else {
                fail(RefusedException.of(asked.cause()));
            }
        });
    }

    private Future<Long> divergence(long end) {
        return Divergence.find(parts.reader(), partition, cursor.epoch(index), end);
    }

    private void goBack(AsyncResult<Long> divergence) {
        if (divergence.failed()) {
            fail(RefusedException.of(divergence.cause()));
            return;
        }
        long from = cursor.next(index);
        cursor.cutBack(index, divergence.result());
        parts.owner().gap(new Gap(partition, from, divergence.result(), "truncated"));
    }

    /** Returns whether records before the next one may have been replaced since their read. */
    private boolean isDoubtful(Block loaded, int next) {
        int epoch = cursor.epoch(index);
        int row = Math.min(next, loaded.count() - 1);
        return epoch >= 0
                && row >= 0
                && loaded.leaderEpoch(row) > epoch
                && (next == 0 || loaded.leaderEpoch(next - 1) > epoch);
    }

    private void verify(Block loaded) {
        later(divergence(cursor.next(index)), found -> {
            if (found.failed() || found.result() < cursor.next(index)) {
                goBack(found);
            } else {
                cursor.advance(index, cursor.next(index), loaded.leaderEpoch());
                adopt(loaded);
            }
        });
    }

    private void adopt(Block loaded) {
        long next = cursor.next(index);
        long end = cursor.end(index);
        if (loaded.next() <= next) {
            throw new IllegalStateException(
                    partition + " answered the offset " + next + " with a block up to " + loaded.next());
        }
        if (isDoubtful(loaded, loaded.indexOf(next))) {
            verify(loaded);
            return;
        }
        block = loaded;
        at = loaded.indexOf(next);
        limit = end < loaded.next() ? loaded.indexOf(end) : loaded.count();
        if (at >= limit) {
            moveTo(limit);
            return;
        }
        state = State.READY;
        long bytes = 2L * loaded.weight();
        if (parts.held().take(bytes)) {
            heldBytes = bytes;
            if (loaded.next() < end) {
                ahead = parts.reader().read(partition, loaded.next());
            }
        }
    }

    private void awaitMore() {
        state = State.AT_END;
        woken = false;
        wait = parts.reader().awaitBeyond(partition, cursor.next(index), () -> {
            woken = true;
            parts.owner().wake();
        });
    }

    private void fail(Refusal refusal) {
        // The stream of a deleted topic ends: the client may open another stream, which begins in the topic of that
        // time
        if (!refusal.problem().retryable() || refusal.problem() == Problem.TOPIC_NOT_FOUND) {
            parts.owner().failed(refusal);
            state = State.AWAY;
            return;
        }
        state = State.AWAY;
        backoff = Math.min(
                parts.settings().retryMax().toMillis(),
                Math.max(parts.settings().retryMin().toMillis(), backoff * 2));
        int asked = ++generation;
        parts.context().owner().setTimer(backoff, passed -> parts.context().runOnContext(now -> {
            if (asked == generation && state == State.AWAY) {
                state = State.IDLE;
                parts.owner().wake();
            }
        }));
        parts.owner().away(refusal);
    }
}
