package dev.playhead.hazelcast;

import com.hazelcast.map.EntryProcessor;
import java.util.Map;

/** Puts a job that was read from the journal, unless the map knows it as well or better; run where the entry is. */
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
