package dev.playhead.ingest;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/** Owns the number of admitted events and bytes of this node, against their limits. Any thread. */
public final class Admission {
    private final long maxEvents;
    private final long maxBytes;
    private final AtomicLong events = new AtomicLong();
    private final AtomicLong bytes = new AtomicLong();
    private final ConcurrentLinkedQueue<Runnable> waiting = new ConcurrentLinkedQueue<>();

    Admission(long maxEvents, long maxBytes) {
        this.maxEvents = maxEvents;
        this.maxBytes = maxBytes;
    }

    public boolean full() {
        return events.get() >= maxEvents || bytes.get() >= maxBytes;
    }

    public long events() {
        return events.get();
    }

    public long bytes() {
        return bytes.get();
    }

    /**
     * Counts admitted events and bytes. The node admits everything that it has read, even when the last read exceeds a
     * limit.
     */
    void enter(int moreEvents, long moreBytes) {
        events.addAndGet(moreEvents);
        bytes.addAndGet(moreBytes);
    }

    void leave(int fewerEvents, long fewerBytes) {
        events.addAndGet(-fewerEvents);
        bytes.addAndGet(-fewerBytes);
        if (!waiting.isEmpty() && !full()) {
            wake();
        }
    }

    /** Runs it once there may be room, on any thread. */
    void whenRoom(Runnable wake) {
        waiting.add(wake);
    }

    /** Wakes all waiting callers; a caller without room waits again. */
    void wake() {
        List<Runnable> wakes = new ArrayList<>();
        Runnable next = waiting.poll();
        while (next != null) {
            wakes.add(next);
            next = waiting.poll();
        }
        wakes.forEach(Runnable::run);
    }
}
