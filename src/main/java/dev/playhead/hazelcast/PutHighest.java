package dev.playhead.hazelcast;

import com.hazelcast.map.EntryProcessor;
import java.util.Map;

/** Puts a job from the journal, unless the map has the same or a later epoch. Runs on the node of the entry. */
final class PutHighest implements EntryProcessor<String, byte[], Boolean> {
    private static final long serialVersionUID = 1L;

    private final byte[] job;

    PutHighest(byte[] job) {
        this.job = job;
    }

    @Override
    public Boolean process(Map.Entry<String, byte[]> entry) {
        if (JobBytes.epoch(job) <= JobBytes.epoch(entry.getValue())) {
            return false;
        }
        entry.setValue(job);
        return true;
    }
}
