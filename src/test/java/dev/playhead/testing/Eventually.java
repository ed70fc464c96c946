package dev.playhead.testing;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;

/** Waits on the caller's thread until a condition holds, for a bounded time: the one such wait of all tests. */
public final class Eventually {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final long FIRST_PAUSE_NANOS = 2_000_000;
    private static final long LONGEST_PAUSE_NANOS = 20_000_000;

    private Eventually() {}

    /** Fails when the condition does not hold within a minute. */
    public static void eventually(String what, Callable<Boolean> condition) {
        eventually(PATIENCE, what, condition);
    }

    /** An exception of the condition counts as "not yet" and is the cause of the failure; an error ends the wait. */
    public static void eventually(Duration patience, String what, Callable<Boolean> condition) {
        long end = System.nanoTime() + patience.toNanos();
        long pause = FIRST_PAUSE_NANOS;
        Exception last = null;
        do {
            try {
                if (condition.call()) {
                    return;
                }
                last = null;
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
                throw new AssertionError("interrupted while waiting for: " + what, stopped);
            } catch (Exception notYet) {
                last = notYet;
            }
            LockSupport.parkNanos(pause);
            pause = Math.min(2 * pause, LONGEST_PAUSE_NANOS);
        } while (System.nanoTime() - end < 0);
        throw new AssertionError("not within " + patience + ": " + what, last);
    }
}
