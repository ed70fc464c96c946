package dev.playhead.kafka.read;

import dev.playhead.event.Partition;
import dev.playhead.log.Block;
import dev.playhead.log.Bounds;
import dev.playhead.log.Read;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Owns the memory of one partition: the loaded blocks, the followed tail, and the callers that wait for its growth. Any
 * thread, by its own lock. It makes no call to others under this lock.
 */
final class PartitionBlocks {

    /** The result at an offset, or null; and the load that must begin now, or null. */
    record Found(@Nullable Read read, @Nullable Load load) {
        private static final Found NOTHING = new Found(null, null);
    }

    /** A reader that waits for the end to pass an offset. */
    static final class Waiter {
        private final long offset;
        private final Runnable wake;

        Waiter(long offset, Runnable wake) {
            this.offset = offset;
            this.wake = wake;
        }

        Runnable wake() {
            return wake;
        }
    }

    /** The next step of a new waiter. */
    enum Waiting {
        PASSED,
        WAITS,
        /** The read waits, and the caller must follow the tail from now on. */
        FOLLOW
    }

    /** The consequences of the end of a load: answers, reads to repeat, blocks to keep and to forget. */
    record Ended(
            List<Answer> answers,
            List<Load.Reading> again,
            @Nullable Block kept,
            List<Block> gone) {}

    record Answer(Load.Reading reading, Read read) {}

    /** The consequences of a step of the tail: readers to wake, blocks to keep and to forget. */
    record Moved(List<Waiter> woken, List<Block> kept, List<Block> gone) {
        private static final Moved NOTHING = new Moved(List.of(), List.of(), List.of());
    }

    private final Partition partition;
    private final BlockIndex index;
    private final int joinedBytes;
    private final Set<Waiter> waiters = new LinkedHashSet<>();
    private @Nullable TailRing tail;
    private boolean followed;
    private long knownEnd;
    private int epoch = -1;
    private volatile long wantedNanos;

    PartitionBlocks(Partition partition, ReaderSettings settings) {
        this.partition = partition;
        this.index = new BlockIndex(partition, settings.near());
        this.joinedBytes = Math.max(1, settings.tailBytes() / 8);
    }

    Partition partition() {
        return partition;
    }

    /** Answers for the offset at once if it can, and plans the reads ahead of a sequential reader. */
    synchronized Found find(long offset, int ahead) {
        Read atTail = atTail(offset);
        if (atTail != null) {
            return new Found(atTail, null);
        }
        Block block = index.at(offset);
        if (block == null) {
            return Found.NOTHING;
        }
        return new Found(new Read.Loaded(block), index.continues(block) ? ahead(block.next(), ahead) : null);
    }

    private @Nullable Read atTail(long offset) {
        TailRing ring = tail;
        if (ring == null) {
            return null;
        }
        wantedNanos = System.nanoTime();
        Block block = ring.at(offset);
        if (block != null) {
            return new Read.Loaded(block);
        }
        return offset == ring.next() && offset >= knownEnd ? new Read.AtEnd(offset) : null;
    }

    /** Plans a load, if one of the next blocks from the offset on is neither in memory nor in flight. */
    synchronized @Nullable Load ahead(long offset, int blocks) {
        long next = offset;
        for (int left = blocks - 1; left >= 0; left--) {
            Block block = index.at(next);
            if (block != null) {
                next = block.next();
                continue;
            }
            Load load = index.from(next);
            if (load != null) {
                load.raiseAhead(left);
                return null;
            }
            if (next >= knownEnd || next >= ceiling() || index.underWay(next)) {
                return null;
            }
            Load planned = index.planExactly(next, ceiling(), knownEnd);
            planned.raiseAhead(left);
            return planned;
        }
        return null;
    }

    private long ceiling() {
        return tail == null ? Long.MAX_VALUE : tail.base();
    }

    /** Answers the reading, or lets it wait for a load; with {@code exactly} for a load that begins at its offset. */
    synchronized Found plan(Load.Reading reading, boolean exactly) {
        Found found = find(reading.offset(), 0);
        if (found.read() != null) {
            return found;
        }
        Load joined = exactly ? index.from(reading.offset()) : index.joinable(reading.offset());
        if (joined != null) {
            joined.readings().add(reading);
            return Found.NOTHING;
        }
        Load load = exactly
                ? index.planExactly(reading.offset(), ceiling(), knownEnd)
                : index.plan(reading.offset(), ceiling(), knownEnd);
        load.readings().add(reading);
        return new Found(null, load);
    }

    synchronized Ended end(Load load, Load.Result loaded) {
        index.end(load);
        List<Block> gone = new ArrayList<>(0);
        Block kept = null;
        if (loaded instanceof Load.Result.Made made) {
            if (isOfNewLeader(made.block().leaderEpoch())) {
                gone.addAll(cutOff(0));
            }
            raiseEnd(load, made.end());
            kept = keep(load, made.block());
        } else if (loaded instanceof Load.Result.Nothing nothing) {
            raiseEnd(load, nothing.end());
        } else if (loaded instanceof Load.Result.Outside outside) {
            gone.addAll(index.trim(outside.start()));
            if (load.from() > outside.end()) {
                gone.addAll(cutOff(0));
                knownEnd = outside.end();
            }
        } else if (loaded instanceof Load.Result.Diverged) {
            gone.addAll(cutOff(0));
        }
        List<Answer> answers = new ArrayList<>(load.readings().size());
        List<Load.Reading> again = new ArrayList<>(0);
        for (Load.Reading reading : load.readings()) {
            Read read = answer(load, reading.offset(), loaded);
            if (read == null) {
                again.add(reading);
            } else {
                answers.add(new Answer(reading, read));
            }
        }
        return new Ended(answers, again, kept, gone);
    }

    private static @Nullable Read answer(Load load, long offset, Load.Result loaded) {
        if (loaded instanceof Load.Result.Made made) {
            return offset < made.block().next() ? new Read.Loaded(made.block()) : null;
        }
        if (loaded instanceof Load.Result.Nothing nothing) {
            return offset == load.from() ? new Read.AtEnd(nothing.end()) : null;
        }
        if (loaded instanceof Load.Result.Outside outside) {
            if (load.from() > outside.end()) {
                return new Read.Lost(offset, outside.end(), "truncated");
            }
            return offset < outside.start() ? new Read.Lost(offset, outside.start(), "retention") : null;
        }
        return null;
    }

    private void raiseEnd(Load load, long end) {
        if (!load.voided()) {
            knownEnd = Math.max(knownEnd, end);
        }
    }

    private @Nullable Block keep(Load load, Block block) {
        if (load.voided() || block.next() > ceiling() || !index.keep(block)) {
            return null;
        }
        epoch = Math.max(epoch, block.leaderEpoch());
        return block;
    }

    /** The block was evicted. */
    synchronized void forget(Block block) {
        index.remove(block);
    }

    /**
     * Takes the log's bounds, and removes everything below the start. A new leader may have cut the log off at any
     * offset, so under it everything is read again. The answer of an older leader may be late, and does not affect
     * later reads.
     */
    synchronized Moved observe(Bounds bounds) {
        Moved moved = Moved.NOTHING;
        if (isOfNewLeader(bounds.leaderEpoch())) {
            moved = breakOff(0);
        }
        List<Block> trimmed = index.trim(bounds.start());
        epoch = Math.max(epoch, bounds.leaderEpoch());
        if (bounds.leaderEpoch() >= epoch) {
            knownEnd = Math.max(knownEnd, bounds.end());
        }
        return trimmed.isEmpty() ? moved : new Moved(moved.woken(), moved.kept(), trimmed);
    }

    private boolean isOfNewLeader(int leaderEpoch) {
        return epoch >= 0 && leaderEpoch > epoch;
    }

    private List<Block> cutOff(long end) {
        knownEnd = end;
        return index.cutOff(end);
    }

    // ---- the tail

    synchronized Waiting await(Waiter waiter) {
        wantedNanos = System.nanoTime();
        if (knownEnd > waiter.offset || (tail != null && tail.next() > waiter.offset)) {
            return Waiting.PASSED;
        }
        waiters.add(waiter);
        if (followed) {
            return Waiting.WAITS;
        }
        followed = true;
        return Waiting.FOLLOW;
    }

    synchronized void giveUp(Waiter waiter) {
        waiters.remove(waiter);
    }

    /** The tail is followed from the end on. */
    synchronized Moved begin(Bounds bounds) {
        Moved observed = observe(bounds);
        tail = new TailRing(bounds.end(), joinedBytes);
        followed = true;
        List<Waiter> woken = new ArrayList<>(observed.woken());
        woken.addAll(passed(bounds.end()));
        return new Moved(woken, observed.kept(), observed.gone());
    }

    /** Returns the next offset of the tail; -1 without a tail. */
    synchronized long tailNext() {
        return tail == null ? -1 : tail.next();
    }

    synchronized int tailBytes() {
        return tail == null ? 0 : tail.bytes();
    }

    /** The tail has grown by the block, and may take that much memory. */
    synchronized Moved append(Block block, long maxBytes) {
        TailRing ring = tail;
        if (ring == null) {
            return Moved.NOTHING;
        }
        ring.append(block);
        epoch = Math.max(epoch, block.leaderEpoch());
        knownEnd = Math.max(knownEnd, block.next());
        return new Moved(passed(block.next()), keep(ring.shrinkTo(maxBytes)), List.of());
    }

    private List<Block> keep(List<Block> old) {
        return old.stream().filter(index::keep).toList();
    }

    private List<Waiter> passed(long end) {
        if (waiters.isEmpty()) {
            return List.of();
        }
        List<Waiter> passed = new ArrayList<>(waiters.size());
        for (Iterator<Waiter> each = waiters.iterator(); each.hasNext(); ) {
            Waiter waiter = each.next();
            if (waiter.offset < end) {
                each.remove();
                passed.add(waiter);
            }
        }
        return passed;
    }

    /** Ends the tail after this time without a reader; returns null if it had one. */
    synchronized @Nullable Moved endIfIdle(long nanos) {
        if (!waiters.isEmpty() || System.nanoTime() - wantedNanos < nanos) {
            return null;
        }
        List<Block> kept = tail == null ? List.of() : keep(tail.all());
        tail = null;
        followed = false;
        return new Moved(List.of(), kept, List.of());
    }

    /** The topic is gone, and another one of its name begins with a leader of the least epoch again. */
    synchronized Moved forget() {
        epoch = -1;
        return breakOff(0);
    }

    /**
     * Ends the tail, because the topic was deleted or the log was cut off. Waiting callers wake and find this out; the
     * next waiting caller makes the node follow it again.
     *
     * @param end the offset from which on everything is removed
     */
    synchronized Moved breakOff(long end) {
        tail = null;
        followed = false;
        List<Waiter> woken = List.copyOf(waiters);
        waiters.clear();
        return new Moved(woken, List.of(), cutOff(end));
    }
}
