package dev.playhead.delivery;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Limits the bytes of blocks that all subscriptions of the node keep between their turns. Otherwise a thousand slow
 * readers at a thousand cursors would each hold a block of every partition, in addition to the cache. Any thread.
 */
final class HeldBytes {
    private final AtomicLong free;

    HeldBytes(long most) {
        free = new AtomicLong(most);
    }

    boolean take(long bytes) {
        if (free.addAndGet(-bytes) >= 0) {
            return true;
        }
        free.addAndGet(bytes);
        return false;
    }

    void give(long bytes) {
        free.addAndGet(bytes);
    }

    long free() {
        return free.get();
    }
}
