package dev.playhead.hazelcast;

import com.hazelcast.map.EntryProcessor;
import java.util.Map;

/** Replaces an older state of a job by a later one that a node knows. Runs on the node of the entry. */
final class Raise implements EntryProcessor<String, byte[], Boolean> {
    private static final long serialVersionUID = 1L;

    private final long over;
    private final byte[] job;

    /** @param over the epoch to replace; another epoch, or an absent job, stays */
    Raise(long over, byte[] job) {
        this.over = over;
        this.job = job;
    }

    @Override
    public Boolean process(Map.Entry<String, byte[]> entry) {
        byte[] known = entry.getValue();
        if (!JobBytes.isJob(known) || JobBytes.epoch(known) != over) {
            return false;
        }
        entry.setValue(job);
        return true;
    }
}
