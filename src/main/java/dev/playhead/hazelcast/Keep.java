package dev.playhead.hazelcast;

import com.hazelcast.map.EntryProcessor;
import java.util.Map;

/**
 * Notes that the journal has the job of one epoch; false where the map has a later one by now, or it was removed. Run
 * where the entry is.
 */
final class Keep implements EntryProcessor<String, byte[], Boolean> {
    private static final long serialVersionUID = 1L;

    private final long epoch;

    Keep(long epoch) {
        this.epoch = epoch;
    }

    @Override
    public Boolean process(Map.Entry<String, byte[]> entry) {
        byte[] known = entry.getValue();
        if (JobBytes.isJob(known) && JobBytes.epoch(known) == epoch && !JobBytes.isKept(known)) {
            entry.setValue(JobBytes.kept(known));
        }
        // A map that has lost it says nothing about it
        return JobBytes.epoch(known) <= epoch;
    }
}
