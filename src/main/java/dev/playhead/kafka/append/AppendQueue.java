package dev.playhead.kafka.append;

import dev.playhead.log.Append;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Queues appends for the append thread. Any thread adds lists; only that thread takes them.
 *
 * <p>It gives them in rounds, because a request to Kafka costs about the same with any number of appends. A round
 * begins at least {@code pause} after the one before, unless enough appends wait or the round before had a single
 * append. After a single append the client probably waits for each answer, and a pause would gather nothing.
 */
final class AppendQueue {
    /** The number of waiting appends from which a round costs little for each. */
    private static final int ENOUGH = 256;

    private final LinkedBlockingQueue<List<? extends Append>> queue = new LinkedBlockingQueue<>();
    private final AtomicInteger waiting = new AtomicInteger();
    private final long pauseNanos;
    private volatile @Nullable Thread gathering;

    // Owned by the append thread
    private int round;
    private int taken;
    private long beganAt;

    AppendQueue(Duration pause) {
        this.pauseNanos = pause.toNanos();
        this.beganAt = System.nanoTime() - pauseNanos;
    }

    void add(List<? extends Append> appends) {
        queue.add(appends);
        int now = waiting.addAndGet(appends.size());
        if (now >= ENOUGH && now - appends.size() < ENOUGH) {
            LockSupport.unpark(gathering);
        }
    }

    boolean isEmpty() {
        return queue.isEmpty();
    }

    /** Takes the next list, at the pace of the rounds; null without one within the patience. */
    @Nullable
    List<? extends Append> take(Duration patience) throws InterruptedException {
        List<? extends Append> next = round > 0 ? queue.poll() : queue.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
        if (next == null) {
            round = 0;
            return null;
        }
        if (round == 0) {
            gather();
            round = queue.size() + 1;
            taken = 0;
        }
        round--;
        taken += next.size();
        waiting.addAndGet(-next.size());
        return next;
    }

    private void gather() {
        long now = System.nanoTime();
        if (taken > 1 && now - beganAt < pauseNanos) {
            gathering = Thread.currentThread();
            while (now - beganAt < pauseNanos && waiting.get() < ENOUGH) {
                LockSupport.parkNanos(pauseNanos - (now - beganAt));
                now = System.nanoTime();
            }
            gathering = null;
        }
        beganAt = now;
    }

    /** Takes the next list at once, without a round; null without one. */
    @Nullable
    List<? extends Append> poll() {
        List<? extends Append> next = queue.poll();
        if (next != null) {
            waiting.addAndGet(-next.size());
        }
        return next;
    }
}
