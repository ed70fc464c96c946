package dev.playhead.load.wire;

import java.util.concurrent.locks.LockSupport;

/**
 * A schedule that does not wait for anybody: event i is due at a fixed time, and its latency counts from there even when
 * it was sent late, so that a stall is measured in full and not once (coordinated omission).
 */
public record OpenLoop(long startNanos, long eventsPerSecond, long events) {
    private static final long TICK_NANOS = 100_000;
    private static final long LEAD_NANOS = 50_000_000;

    /** Sends what is due: these numbers, the last exclusive. */
    public interface Sender {
        void send(long from, long to) throws Exception;
    }

    /** A schedule that starts in a moment. */
    public static OpenLoop soon(long eventsPerSecond, long events) {
        return new OpenLoop(System.nanoTime() + LEAD_NANOS, eventsPerSecond, events);
    }

    public long dueNanos(long event) {
        return startNanos + event * 1_000_000_000L / eventsPerSecond;
    }

    /** How many events are due by then. */
    public long due(long nanos) {
        long elapsed = nanos - startNanos;
        return elapsed < 0 ? 0 : Math.min(events, elapsed * eventsPerSecond / 1_000_000_000L + 1);
    }

    /** Sends all of it, each event when it is due, on the calling thread. */
    public void run(Sender sender) throws Exception {
        long sent = 0;
        while (sent < events) {
            long due = due(System.nanoTime());
            if (due == sent) {
                LockSupport.parkNanos(TICK_NANOS);
            } else {
                sender.send(sent, due);
                sent = due;
            }
        }
    }
}
