package dev.playhead.hazelcast;

import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import com.hazelcast.spi.merge.MergingValue;
import com.hazelcast.spi.merge.SplitBrainMergePolicy;
import org.jspecify.annotations.Nullable;

/** Keeps the job with the higher epoch when two halves of a split cluster meet again. Stateless. */
public final class HighestEpoch implements SplitBrainMergePolicy<byte[], MergingValue<byte[]>, byte[]> {
    /** Makes the policy; Hazelcast calls this by name. */
    public HighestEpoch() {}

    @Override
    public byte[] merge(MergingValue<byte[]> merging, @Nullable MergingValue<byte[]> existing) {
        byte @Nullable [] here = existing == null ? null : existing.getValue();
        return here == null || JobBytes.epoch(merging.getValue()) > JobBytes.epoch(here) ? merging.getValue() : here;
    }

    @Override
    public void writeData(ObjectDataOutput out) {}

    @Override
    public void readData(ObjectDataInput in) {}
}
