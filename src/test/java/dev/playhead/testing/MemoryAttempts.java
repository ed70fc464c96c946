package dev.playhead.testing;

import dev.playhead.event.Partition;
import dev.playhead.group.Attempts;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;

/** Attempts in memory: twin of those in Redis. Any thread. */
public final class MemoryAttempts implements Attempts {
    private final MemoryStore store;
    private final MemoryLink link;

    public MemoryAttempts(MemoryStore store, MemoryLink link) {
        this.store = store;
        this.link = link;
    }

    @Override
    public Future<Void> put(String group, Partition partition, List<Attempt> attempts) {
        return link.run(() -> {
            Map<Long, Attempt> known = store.attempts(group, partition);
            attempts.forEach(attempt -> known.put(attempt.offset(), attempt));
        });
    }

    @Override
    public Future<List<Attempt>> load(String group, Partition partition) {
        return link.answer(() -> List.copyOf(store.attempts(group, partition).values()));
    }

    @Override
    public Future<Void> forget(String group, Partition partition, List<Long> offsets) {
        return link.run(() -> offsets.forEach(store.attempts(group, partition)::remove));
    }

    @Override
    public Future<Void> forgetAll(String group, Partition partition) {
        return link.run(() -> store.attempts(group, partition).clear());
    }
}
