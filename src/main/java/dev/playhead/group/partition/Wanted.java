package dev.playhead.group.partition;

import dev.playhead.event.EventFilter;
import dev.playhead.event.Partition;
import dev.playhead.group.Bounded;
import dev.playhead.log.Block;
import java.util.Set;

/** Selects the records of one partition for a group. Owned by one thread. */
interface Wanted {
    boolean wants(Block block, int row);

    static Wanted of(ConnectionContext connection, Partition partition, Repair repair) {
        EventFilter filter = connection.filter();
        Bounded bounded = connection.bounded();
        boolean all = filter == EventFilter.ALL;
        if (bounded == null) {
            return (block, row) -> all || filter.matches(block.attributes(row));
        }
        long least = repair.oldest();
        return (block, row) -> bounded.isInWindow(block.recorded(row))
                && block.offset(row) < repair.before()
                && (block.recorded(row) >= least || repair.parked().contains(block.offset(row)))
                && (all || filter.matches(block.attributes(row)));
    }

    /**
     * The part of another group's partition that a repair delivers.
     *
     * @param before the other group's cursor: a repair leaves later events to that group
     * @param oldest the earliest time of kept confirmations: earlier confirmations may be deleted
     * @param parked its parked events; a repair includes them at any age
     */
    record Repair(long before, long oldest, Set<Long> parked) {
        static final Repair NONE = new Repair(Long.MAX_VALUE, Long.MIN_VALUE, Set.of());

        public Repair {
            parked = Set.copyOf(parked);
        }
    }
}
