package dev.playhead.group.partition;

import dev.playhead.event.EventFilter;
import dev.playhead.event.Partition;
import dev.playhead.group.Bounded;
import dev.playhead.log.Block;
import java.util.Set;

/** Says which records of one partition a group is for. Owned by one thread. */
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
     * @param before the other group's cursor: what it has not come to is not left behind
     * @param oldest what was recorded earlier may have been confirmed and forgotten
     * @param parked what it has parked, which is to be repaired however old it is
     */
    record Repair(long before, long oldest, Set<Long> parked) {
        static final Repair NONE = new Repair(Long.MAX_VALUE, Long.MIN_VALUE, Set.of());

        public Repair {
            parked = Set.copyOf(parked);
        }
    }
}
