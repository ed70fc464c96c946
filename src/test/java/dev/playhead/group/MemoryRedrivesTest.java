package dev.playhead.group;

import dev.playhead.testing.MemoryLink;
import dev.playhead.testing.MemoryRedrives;
import dev.playhead.testing.MemoryStore;

final class MemoryRedrivesTest extends RedrivesContract {
    private final MemoryStore store = new MemoryStore();

    @Override
    protected Redrives redrives() {
        return new MemoryRedrives(store, new MemoryLink(store));
    }
}
