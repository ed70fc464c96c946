package dev.playhead.group;

import dev.playhead.testing.MemoryLeases;
import dev.playhead.testing.MemoryLink;
import dev.playhead.testing.MemoryStore;
import java.time.Duration;

final class MemoryLeasesTest extends LeasesContract {
    private final MemoryStore store = new MemoryStore();

    @Override
    protected Leases leases(Duration time) {
        return new MemoryLeases(store, new MemoryLink(store), time);
    }

    @Override
    protected void empty() {
        store.empty();
    }
}
