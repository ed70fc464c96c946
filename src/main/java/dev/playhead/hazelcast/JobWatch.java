package dev.playhead.hazelcast;

import dev.playhead.replay.ReplayCodec;
import dev.playhead.replay.ReplayJob;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells this node's watchers what becomes of jobs, once each and in the order of their epochs, though Hazelcast may tell
 * late, twice or, as members go, never. Any thread, one call at a time.
 */
final class JobWatch {
    private static final Logger LOG = LoggerFactory.getLogger(JobWatch.class);

    private final List<BiConsumer<String, Optional<ReplayJob>>> watchers = new CopyOnWriteArrayList<>();
    private final Map<String, Long> told = new HashMap<>();

    Runnable add(BiConsumer<String, Optional<ReplayJob>> watcher) {
        watchers.add(watcher);
        return () -> watchers.remove(watcher);
    }

    /** The map has this now. */
    synchronized void changed(String id, byte[] value) {
        if (!JobBytes.isJob(value)) {
            removed(id);
        } else if (JobBytes.epoch(value) > told.getOrDefault(id, 0L)) {
            told.put(id, JobBytes.epoch(value));
            tell(id, Optional.of(ReplayCodec.decode(JobBytes.text(value))));
        }
    }

    /** What was told before {@link #compare} is asked with what the map has. */
    synchronized Map<String, Long> told() {
        return Map.copyOf(told);
    }

    /**
     * Tells what is different in the map.
     *
     * @param before told before the map was looked at: of what came after nothing can be concluded
     */
    synchronized void compare(Map<String, Long> before, Map<String, byte[]> map) {
        map.forEach(this::changed);
        before.forEach((id, epoch) -> {
            if (!map.containsKey(id) && epoch.equals(told.get(id))) {
                removed(id);
            }
        });
    }

    private void removed(String id) {
        if (told.remove(id) != null) {
            tell(id, Optional.empty());
        }
    }

    private void tell(String id, Optional<ReplayJob> now) {
        for (BiConsumer<String, Optional<ReplayJob>> watcher : watchers) {
            try {
                watcher.accept(id, now);
            } catch (RuntimeException fault) {
                LOG.atError().setCause(fault).addKeyValue("replay", id).log("a watcher failed");
            }
        }
    }
}
