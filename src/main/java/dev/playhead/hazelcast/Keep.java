package dev.playhead.hazelcast;

import com.hazelcast.map.EntryProcessor;
import java.util.Map;

/**
 * Marks a job of one epoch as written to the journal; returns false if the map has a later one, or the job was removed.
 * Runs on the node of the entry.
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
