package dev.playhead.group;

import dev.playhead.delivery.Track;
import dev.playhead.event.EventFilter;
import dev.playhead.event.Partition;
import io.vertx.core.Context;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What all that is served for one connection of a group goes by.
 *
 * @param member the connection's name
 * @param bounded what bounds it; null where nothing does
 * @param clock epoch milliseconds
 * @param nanos as {@link System#nanoTime()}
 */
record Terms(
        String group,
        String member,
        GroupSpec spec,
        EventFilter filter,
        GroupSettings settings,
        GroupStores stores,
        dev.playhead.delivery.Delivery delivery,
        GroupMeters meters,
        @Nullable Bounded bounded,
        Gate gate,
        Context context,
        LongSupplier clock,
        LongSupplier nanos) {

    /** The group whose confirmations are looked up and put down. */
    String confirming() {
        String repaired = bounded == null ? null : bounded.repairs();
        return repaired == null ? group : repaired;
    }

    /** Where the group ends in the partition. */
    long end(Partition partition) {
        return bounded == null ? Track.UNBOUNDED : bounded.range(partition).to();
    }
}
