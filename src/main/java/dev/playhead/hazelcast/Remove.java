package dev.playhead.hazelcast;

import com.hazelcast.map.EntryProcessor;
import com.hazelcast.map.ExtendedMapEntry;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Removes the job of one epoch. Runs on the node of the entry. A mark of the removal stays for longer than a node takes
 * to read the journal.
 */
final class Remove implements EntryProcessor<String, byte[], Boolean> {
    private static final long serialVersionUID = 1L;
    private static final long MARK_MINUTES = 15;

    private final long epoch;

    Remove(long epoch) {
        this.epoch = epoch;
    }

    @Override
    public Boolean process(Map.Entry<String, byte[]> entry) {
        byte[] known = entry.getValue();
        if (!JobBytes.isJob(known) || JobBytes.epoch(known) != epoch) {
            return false;
        }
        ((ExtendedMapEntry<String, byte[]>) entry)
                .setValue(JobBytes.removed(epoch + 1), MARK_MINUTES, TimeUnit.MINUTES);
        return true;
    }
}
