package dev.playhead.group;

import dev.playhead.testing.MemoryConfirmations;
import dev.playhead.testing.MemoryLeases;
import dev.playhead.testing.MemoryLink;
import dev.playhead.testing.MemoryStore;
import java.time.Duration;

final class MemoryConfirmationsTest extends ConfirmationsContract {
    private final MemoryStore store = new MemoryStore();

    @Override
    protected Confirmations confirmations(ConfirmationSettings settings) {
        return new MemoryConfirmations(store, new MemoryLink(store), settings, System::currentTimeMillis);
    }

    @Override
    protected Leases leases() {
        return new MemoryLeases(store, new MemoryLink(store), Duration.ofMinutes(1));
    }
}
