package dev.playhead.hazelcast;

import com.hazelcast.map.EntryProcessor;
import java.util.Map;

/** Puts a job with the next epoch, or with the first epoch if the map has none. Runs on the node of the entry. */
final class PutNext implements EntryProcessor<String, byte[], Boolean> {
    private static final long serialVersionUID = 1L;

    private final byte[] job;

    PutNext(byte[] job) {
        this.job = job;
    }

    @Override
    public Boolean process(Map.Entry<String, byte[]> entry) {
        byte[] known = entry.getValue();
        long next = JobBytes.isJob(known) ? JobBytes.epoch(known) + 1 : 1;
        if (JobBytes.epoch(job) != next) {
            return false;
        }
        entry.setValue(job);
        return true;
    }
}
