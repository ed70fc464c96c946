package dev.playhead.edge;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/** Owns the bytes of one kind that all clients of a node use together, against a limit. Any thread. */
public final class Budget {
    private final long most;
    private final AtomicLong taken = new AtomicLong();
    private final ConcurrentLinkedQueue<Runnable> waiting = new ConcurrentLinkedQueue<>();

    public Budget(long most) {
        this.most = most;
    }

    /** Takes the bytes, or none if they would exceed the limit. */
    public boolean tryTake(long bytes) {
        long before = taken.get();
        while (before + bytes <= most) {
            if (taken.compareAndSet(before, before + bytes)) {
                return true;
            }
            before = taken.get();
        }
        return false;
    }

    /** Takes the bytes even above the limit; ask {@link #full()} before. */
    public void take(long bytes) {
        taken.addAndGet(bytes);
    }

    public void give(long bytes) {
        long left = taken.addAndGet(-bytes);
        if (left < most && !waiting.isEmpty()) {
            wake();
        }
    }

    public boolean full() {
        return taken.get() >= most;
    }

    /** Returns whether half of it is taken: then a client that already uses some should take no more. */
    public boolean scarce() {
        return taken.get() >= most / 2;
    }

    public long taken() {
        return taken.get();
    }

    /** Runs it once, on any thread, when there may be room. */
    public void whenRoom(Runnable wake) {
        waiting.add(wake);
        if (!full()) {
            wake();
        }
    }

    private void wake() {
        List<Runnable> wakes = new ArrayList<>();
        for (Runnable next = waiting.poll(); next != null; next = waiting.poll()) {
            wakes.add(next);
        }
        wakes.forEach(Runnable::run);
    }
}
