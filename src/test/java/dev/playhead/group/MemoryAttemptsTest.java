package dev.playhead.group;

import dev.playhead.testing.MemoryAttempts;
import dev.playhead.testing.MemoryLink;
import dev.playhead.testing.MemoryStore;

final class MemoryAttemptsTest extends AttemptsContract {
    private final MemoryStore store = new MemoryStore();

    @Override
    protected Attempts attempts() {
        return new MemoryAttempts(store, new MemoryLink(store));
    }
}
