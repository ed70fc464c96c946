package dev.playhead.testing;

import dev.playhead.event.Partition;
import dev.playhead.group.Redrives;
import io.vertx.core.Future;
import java.util.List;

/** Redrives in memory: twin of those in Redis. Any thread. */
public final class MemoryRedrives implements Redrives {
    private final MemoryStore store;
    private final MemoryLink link;

    public MemoryRedrives(MemoryStore store, MemoryLink link) {
        this.store = store;
        this.link = link;
    }

    @Override
    public Future<Void> ask(String group, Partition partition, List<Long> offsets) {
        return link.run(() -> store.redrives(group, partition).addAll(offsets));
    }

    @Override
    public Future<List<Long>> asked(String group, Partition partition) {
        return link.answer(() -> List.copyOf(store.redrives(group, partition)));
    }

    @Override
    public Future<Void> done(String group, Partition partition, List<Long> offsets) {
        return link.run(() -> offsets.forEach(store.redrives(group, partition)::remove));
    }
}
