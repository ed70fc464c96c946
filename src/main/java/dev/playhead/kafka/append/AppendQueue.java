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
 * The appends that wait for the append thread: added on any thread, in lists, and taken by that thread alone.
 *
 * <p>They are taken in rounds, as every request to Kafka costs about the same, however many appends it carries. A round
 * begins no sooner than {@code pause} after the one before, unless enough has come, or the one before had a single append:
 * then somebody waits for each answer before the next, and there would be nothing to gather.
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

    /** The next list, at the pace of the rounds; null where none came for so long. */
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

    /** The next list at once, whenever the round; null where there is none. */
    @Nullable
    List<? extends Append> poll() {
        List<? extends Append> next = queue.poll();
        if (next != null) {
            waiting.addAndGet(-next.size());
        }
        return next;
    }
}
