package dev.playhead.hazelcast;

import com.hazelcast.map.EntryProcessor;
import java.util.Map;

/** Puts a later state of a job that a node was told of in the place of an older one; run where the entry is. */
final class Raise implements EntryProcessor<String, byte[], Boolean> {
    private static final long serialVersionUID = 1L;

    private final long over;
    private final byte[] job;

    /** @param over the epoch that is there; where there is another by now, or none, it stays so */
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
