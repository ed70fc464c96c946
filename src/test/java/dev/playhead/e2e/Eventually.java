package dev.playhead.e2e;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;

/** Waits for a condition, with a bound. Any thread. */
final class Eventually {
    static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final Duration BETWEEN = Duration.ofMillis(20);

    private Eventually() {}

    static void holds(String what, Callable<Boolean> condition) {
        holds(PATIENCE, what, condition);
    }

    static void holds(Duration patience, String what, Callable<Boolean> condition) {
        long end = System.nanoTime() + patience.toNanos();
        Exception last = null;
        do {
            try {
                if (condition.call()) {
                    return;
                }
                last = null;
            } catch (Exception notYet) {
                last = notYet;
            }
            LockSupport.parkNanos(BETWEEN.toNanos());
        } while (System.nanoTime() < end);
        throw new AssertionError("not within " + patience + ": " + what, last);
    }
}
