package dev.playhead.hazelcast;

import com.hazelcast.core.EntryEvent;
import com.hazelcast.map.listener.EntryAddedListener;
import com.hazelcast.map.listener.EntryMergedListener;
import com.hazelcast.map.listener.EntryUpdatedListener;
import dev.playhead.replay.job.ReplayCodec;
import dev.playhead.replay.job.ReplayJob;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reports changes of jobs to this node's watchers, each once and in the order of epochs. Hazelcast may report late,
 * twice or, when members leave, never. It keeps the last reports for jobs that the map has lost. Any thread, one call
 * at a time.
 */
final class JobWatch {
    private static final Logger LOG = LoggerFactory.getLogger(JobWatch.class);

    private final List<BiConsumer<String, Optional<ReplayJob>>> watchers = new CopyOnWriteArrayList<>();
    private final Map<String, byte[]> told = new HashMap<>();

    Runnable add(BiConsumer<String, Optional<ReplayJob>> watcher) {
        watchers.add(watcher);
        return () -> watchers.remove(watcher);
    }

    /** The map has this now. */
    synchronized void changed(String id, byte[] value) {
        if (!JobBytes.isJob(value)) {
            removed(id);
        } else if (isNews(told.get(id), value)) {
            byte[] before = told.put(id, value);
            // That the journal has it by now is no news
            if (before == null || !Arrays.equals(JobBytes.kept(before), JobBytes.kept(value))) {
                tell(id, Optional.of(ReplayCodec.decode(JobBytes.text(value))));
            }
        }
    }

    /**
     * Returns whether a value is new. Both halves of a split cluster may have reached the same epoch: then the value of
     * the merged cluster counts.
     */
    private static boolean isNews(byte @Nullable [] before, byte[] now) {
        return JobBytes.epoch(now) > JobBytes.epoch(before)
                || (JobBytes.epoch(now) == JobBytes.epoch(before) && !Arrays.equals(before, now));
    }

    /** Returns the last reported job of each id. */
    synchronized Map<String, byte[]> told() {
        return Map.copyOf(told);
    }

    /** Returns the last value that was passed on; null without one. */
    synchronized byte @Nullable [] told(String id) {
        return told.get(id);
    }

    /** Reports a job as removed, unless it has changed since {@code before}. */
    synchronized void gone(String id, byte[] before) {
        if (Arrays.equals(before, told.get(id))) {
            removed(id);
        }
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
                LOG.atError().setCause(fault).addKeyValue("replay", id).log("a callback for a replay failed");
            }
        }
    }

    /**
     * Listens to the map. The expiry of a removed job's mark is not a change: the removal was reported when the mark
     * was set.
     */
    record Listener(JobWatch watch)
            implements EntryAddedListener<String, byte[]>,
                    EntryUpdatedListener<String, byte[]>,
                    EntryMergedListener<String, byte[]> {
        @Override
        public void entryAdded(EntryEvent<String, byte[]> event) {
            watch.changed(event.getKey(), event.getValue());
        }

        @Override
        public void entryUpdated(EntryEvent<String, byte[]> event) {
            watch.changed(event.getKey(), event.getValue());
        }

        @Override
        public void entryMerged(EntryEvent<String, byte[]> event) {
            watch.changed(event.getKey(), event.getValue());
        }
    }
}
