package dev.playhead.group.member;

import dev.playhead.delivery.Batch;
import dev.playhead.group.partition.BatchBudget;
import dev.playhead.group.partition.Sender;
import dev.playhead.group.partition.ServedPartition;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Takes from the partitions of a bounded group what comes next by (recorded, topic, partition, offset): as long as one
 * does not know what comes next of it, or may not give it yet, all wait. So first attempts have the same order at every
 * run, and what is tried again comes when it is due. Owned by one thread.
 */
final class InOrder {
    private final int partitions;

    /** @param partitions how many the group has, all of which must be assigned here */
    InOrder(int partitions) {
        this.partitions = partitions;
    }

    /** @param assigned in the order of their partitions */
    void gather(List<ServedPartition> assigned, Batch batch, BatchBudget budget) {
        if (assigned.size() < partitions || assigned.stream().anyMatch(served -> !served.isServing())) {
            return;
        }
        assigned.forEach(served -> served.sender().gatherRedriven(batch, budget));
        boolean more = true;
        while (more && budget.events() > 0) {
            ServedPartition next = next(assigned);
            more = next != null && next.sender().gatherHead(batch, budget);
        }
    }

    private static @Nullable ServedPartition next(List<ServedPartition> assigned) {
        ServedPartition least = null;
        long recorded = Sender.NOTHING;
        boolean missing = false;
        for (ServedPartition served : assigned) {
            long head = served.sender().head();
            if (head == Sender.MISSING) {
                // No early return: the reads of all missing heads shall be under way at once
                missing = true;
            } else if (head < recorded) {
                least = served;
                recorded = head;
            }
        }
        return missing ? null : least;
    }
}
