package dev.playhead.redis.confirmations;

import dev.playhead.event.Identity;
import dev.playhead.event.Problem;
import dev.playhead.group.Confirmations.Confirmed;
import dev.playhead.group.Lease;
import dev.playhead.redis.confirmations.ConfirmationTask.Forget;
import dev.playhead.redis.confirmations.ConfirmationTask.Look;
import dev.playhead.redis.confirmations.ConfirmationTask.Put;
import io.micrometer.core.instrument.Counter;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Adds to the log of a group's confirmations of a topic, and answers from a copy of it. Any thread.
 *
 * <p>It makes one call at a time, with all tasks that have arrived meanwhile. The call has the position of the copy.
 * Redis returns the entries of other nodes after it, and then adds the new entry. So the copy has the whole log up to
 * each of its own entries, and the first entry of an identity counts. The effect is {@code SET NX} for many identities
 * at once, and Redis itself looks at none. When the last entry of a copy differs from the entry in Redis, Redis has
 * lost or deleted entries. Then it drops the copy and reads the log again.
 */
final class ConfirmationLog {
    private static final Logger LOG = LoggerFactory.getLogger(ConfirmationLog.class);

    /** The most identities of one call: more answers would hold an event loop for long. */
    private static final int LOOK_UPS = 8192;

    /** The most identities that may wait for a call; each caller bounds itself, but not all callers together. */
    private static final int MOST_WAITING = 1 << 18;

    /** The most times that one call may discard a copy. */
    private static final int BEGINNINGS = 16;

    /** The approximate size of the data beside a copy. */
    private static final int BASE_BYTES = 2048;

    /** Decides whether a copy may grow. */
    interface Room {
        /** Returns whether a copy of this number of identities fits into memory. */
        boolean has(long identities);

        /** A copy takes more memory than before, or less. */
        void changed();
    }

    private final LogStore store;
    private final List<String> keys;
    private final LogStore.Bounds bounds;
    private final Counter read;
    private final Room room;

    // Guarded by waiting
    private final ArrayDeque<ConfirmationTask> waiting = new ArrayDeque<>();
    private int waitingEvents;
    private boolean underWay;

    // Owned by the call in flight
    private final ConfirmationCopy copy = new ConfirmationCopy();
    private final IdentitySet fresh = new IdentitySet(1);
    private int beginnings;

    private volatile long bytes = BASE_BYTES;

    /**
     * @param keys of its head, and of its group's leases
     * @param read counts the identities that are read from Redis
     */
    ConfirmationLog(LogStore store, List<String> keys, LogStore.Bounds bounds, Counter read, Room room) {
        this.store = store;
        this.keys = keys;
        this.bounds = bounds;
        this.read = read;
        this.room = room;
    }

    /** Returns the approximate memory of the copy. */
    long bytes() {
        return bytes;
    }

    /** Returns whether a call is in flight. */
    boolean isBusy() {
        synchronized (waiting) {
            return underWay;
        }
    }

    Future<BitSet> look(List<Identity> events) {
        Promise<BitSet> answer = Promise.promise();
        submit(new Look(events, answer));
        return answer.future();
    }

    /** @param events at most as many as go into one call */
    Future<Confirmed> put(List<Identity> events, List<Lease> leases) {
        Promise<Confirmed> answer = Promise.promise();
        submit(new Put(events, leases, answer));
        return answer.future();
    }

    /** Deletes the whole log, in Redis too, after all earlier tasks. */
    Future<Void> forget() {
        Promise<Void> answer = Promise.promise();
        submit(new Forget(answer));
        return answer.future();
    }

    private void submit(ConfirmationTask task) {
        boolean full;
        boolean goes;
        synchronized (waiting) {
            full = waitingEvents + task.events().size() > MOST_WAITING && !waiting.isEmpty();
            goes = !full && !underWay;
            if (!full) {
                waiting.add(task);
                waitingEvents += task.events().size();
                underWay = true;
            }
        }
        if (full) {
            fail(
                    List.of(task),
                    Problem.UNAVAILABLE
                            .because("Too many events wait for the confirmations of the group")
                            .asException());
        } else if (goes) {
            go(take());
        }
    }

    /** Takes the tasks of the next call; without waiting tasks it returns none and ends the turn of calls. */
    private List<ConfirmationTask> take() {
        List<ConfirmationTask> tasks = new ArrayList<>();
        synchronized (waiting) {
            int looks = 0;
            int puts = 0;
            for (ConfirmationTask task = waiting.peek(); task != null; task = waiting.peek()) {
                looks += task instanceof Look ? task.events().size() : 0;
                puts += task instanceof Put ? task.events().size() : 0;
                if (!tasks.isEmpty() && (looks > LOOK_UPS || puts > bounds.batch() || task instanceof Forget)) {
                    break;
                }
                tasks.add(waiting.remove());
                waitingEvents -= task.events().size();
                if (task instanceof Forget) {
                    break;
                }
            }
            underWay = !tasks.isEmpty();
        }
        beginnings = 0;
        return tasks;
    }

    /** Makes the call for these tasks, or for waiting ones, until a call is in flight. */
    private void go(List<ConfirmationTask> tasks) {
        List<ConfirmationTask> next = tasks;
        while (!next.isEmpty() && !isAsked(next)) {
            next = take();
        }
    }

    /** Sends the call; returns false if it could not be sent and the tasks have failed. */
    private boolean isAsked(List<ConfirmationTask> tasks) {
        try {
            return tasks.get(0) instanceof Forget forget
                    ? isUnderWay(tasks, store.drop(keys), dropped -> isForgotten(forget))
                    : isCalled(tasks);
        } catch (Throwable broken) {
            fail(tasks, broken);
            return false;
        }
    }

    private boolean isCalled(List<ConfirmationTask> tasks) {
        fresh.clear();
        ConfirmationCall call = new ConfirmationCall(tasks, copy, fresh);
        LogStore.Question question =
                new LogStore.Question(keys, bounds, copy.position(), call.adds(), call.entry(), call.leases());
        return isUnderWay(tasks, store.ask(question), answer -> isSettled(call, answer));
    }

    private <T> boolean isUnderWay(List<ConfirmationTask> tasks, Future<T> asked, Predicate<T> settled) {
        if (asked.failed()) {
            fail(tasks, asked.cause());
            return false;
        }
        asked.onComplete(answer -> go(answered(tasks, settled, answer)));
        return true;
    }

    /** Returns the tasks of the next call: the same again, or the waiting ones. */
    private <T> List<ConfirmationTask> answered(
            List<ConfirmationTask> tasks, Predicate<T> settled, AsyncResult<T> answer) {
        boolean again = false;
        try {
            if (answer.failed()) {
                fail(tasks, answer.cause());
            } else {
                again = !settled.test(answer.result());
            }
            weigh();
        } catch (Throwable broken) {
            again = false;
            copy.begin(LogStore.Position.NONE);
            fail(tasks, broken);
        }
        return again ? tasks : take();
    }

    private boolean isForgotten(Forget forget) {
        copy.begin(LogStore.Position.NONE);
        guarded(() -> forget.answer().tryComplete());
        return true;
    }

    /** Takes the answer into the copy; returns whether the tasks are answered now. */
    private boolean isSettled(ConfirmationCall call, LogAnswer answer) {
        if (answer instanceof LogAnswer.Done done) {
            boolean late = learn(done.others());
            copy.reached(done.entries(), done.mark());
            call.settle(late, done.entries(), done.lost(), ConfirmationLog::guarded);
            return true;
        }
        if (answer instanceof LogAnswer.More more) {
            learn(more.others());
            copy.reached(more.entries(), more.mark());
        } else if (answer instanceof LogAnswer.Next next) {
            learn(next.others());
            copy.turn(next.generation(), next.mark());
        } else if (answer instanceof LogAnswer.Begin begin) {
            begin(begin.generation(), begin.identities());
        }
        return false;
    }

    /** Takes identities of other nodes; returns whether there were any. */
    private boolean learn(byte[] others) {
        int count = others.length / Identity.LENGTH;
        copy.take(others, count);
        read.increment(count);
        return count > 0;
    }

    private void begin(String first, long identities) {
        if (beginnings++ == BEGINNINGS) {
            throw Problem.UNAVAILABLE
                    .because("Other nodes add confirmations of the group faster than this node reads them")
                    .asException();
        }
        copy.begin(first);
        weigh();
        if (!room.has(identities)) {
            throw Problem.UNAVAILABLE
                    .because("The confirmations of the group do not fit into memory: " + identities
                            + " events; raise confirmations.copyBytes")
                    .asException();
        }
    }

    private void weigh() {
        long now = BASE_BYTES + copy.bytes() + fresh.bytes();
        if (now != bytes) {
            bytes = now;
            room.changed();
        }
    }

    /** Fails tasks with a lost answer: the log may have them, and the next call reads it. */
    private static void fail(List<ConfirmationTask> tasks, Throwable failure) {
        tasks.forEach(task -> guarded(() -> task.answer().tryFail(failure)));
    }

    /** Runs a listener; its failure must not keep other listeners from their answers. */
    private static void guarded(Runnable told) {
        try {
            told.run();
        } catch (RuntimeException e) {
            LOG.atError().setCause(e).log("a callback for a confirmation failed");
        }
    }
}
