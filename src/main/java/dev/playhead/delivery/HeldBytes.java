package dev.playhead.delivery;

import java.util.concurrent.atomic.AtomicLong;

/**
 * The bytes of blocks that all subscriptions of the node may keep between their turns. Without a bound a thousand slow
 * readers at a thousand places would each hold a block of every partition, past what any cache allows. Any thread.
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
