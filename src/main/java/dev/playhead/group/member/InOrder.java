package dev.playhead.group.member;

import dev.playhead.group.partition.ServedPartition;
import dev.playhead.stream.Batch;
import dev.playhead.stream.BatchBudget;
import dev.playhead.stream.TimeMerge;
import dev.playhead.stream.Turns;
import java.util.List;

/**
 * Gathers the events of a bounded group by (recorded, topic, partition, offset). All partitions wait while the next event
 * of one is not known, or may not be sent yet. So first attempts have the same order at every run, and a retry is sent
 * when it is due. Owned by one thread.
 */
final class InOrder {
    private final int partitions;
    private final TimeMerge merge = new TimeMerge();

    /** @param partitions the number of the group's partitions; this connection must serve all of them */
    InOrder(int partitions) {
        this.partitions = partitions;
    }

    private record Served(List<ServedPartition> all) implements Turns.Heads {
        @Override
        public int size() {
            return all.size();
        }

        @Override
        public long head(int index) {
            return all.get(index).sender().head();
        }
    }

    /** @param assigned in the order of their partitions */
    void gather(List<ServedPartition> assigned, Batch batch, BatchBudget budget) {
        if (assigned.size() < partitions || assigned.stream().anyMatch(served -> !served.isServing())) {
            return;
        }
        assigned.forEach(served -> served.sender().gatherRedriven(batch, budget));
        Turns.Heads heads = new Served(assigned);
        boolean more = true;
        while (more && budget.events() > 0) {
            int next = merge.next(heads);
            more = next != TimeMerge.NONE && assigned.get(next).sender().gatherHead(batch, budget);
        }
    }
}
