package dev.playhead.group.partition;

import dev.playhead.delivery.Delivery;
import dev.playhead.delivery.Track;
import dev.playhead.event.EventFilter;
import dev.playhead.event.Partition;
import dev.playhead.event.Problem;
import dev.playhead.event.Refusal;
import dev.playhead.group.Bounded;
import dev.playhead.group.Gate;
import dev.playhead.group.GroupSettings;
import dev.playhead.group.GroupSpec;
import dev.playhead.log.Block;
import io.vertx.core.Context;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The group, settings and stores that all parts of one connection of a group share.
 *
 * @param member the connection's name
 * @param bounded the bounds of the group; null for a group without an end
 */
public record ConnectionContext(
        String group,
        String member,
        GroupSpec spec,
        EventFilter filter,
        @Nullable Bounded bounded,
        Gate gate,
        Context context,
        OfNode node) {

    /**
     * The settings, stores and clocks that all connections of one node share.
     *
     * @param clock epoch milliseconds
     * @param nanos as {@link System#nanoTime()}
     */
    public record OfNode(
            GroupSettings settings,
            GroupStores stores,
            Delivery delivery,
            GroupMeters meters,
            LongSupplier clock,
            LongSupplier nanos) {}

    public GroupSettings settings() {
        return node.settings();
    }

    public GroupStores stores() {
        return node.stores();
    }

    public Delivery delivery() {
        return node.delivery();
    }

    public GroupMeters meters() {
        return node.meters();
    }

    /** Epoch milliseconds. */
    public LongSupplier clock() {
        return node.clock();
    }

    /** Returns the clock, as {@link System#nanoTime()}. */
    public LongSupplier nanos() {
        return node.nanos();
    }

    /**
     * Returns the name under which confirmations are read and written: that of a repaired group, or of the group
     * itself.
     */
    public String confirming() {
        String repaired = bounded == null ? null : bounded.repairs();
        return repaired == null ? group : repaired;
    }

    /**
     * Returns one past the last row in [from, to) that existed when a bounded group was made. A row of a later leader
     * is behind a cut of the log: it replaced a lost row.
     */
    int rowsOfRange(Block block, int from, int to) {
        int epoch = bounded == null ? -1 : bounded.range(block.partition()).leaderEpoch();
        if (epoch < 0 || block.leaderEpoch() <= epoch) {
            return to;
        }
        int row = from;
        while (row < to && block.leaderEpoch(row) <= epoch) {
            row++;
        }
        return row;
    }

    /**
     * Returns whether a refusal of the log is final for the group. A bounded group belongs to the topic of its range,
     * and a topic that was made again is another one.
     */
    boolean losesAfter(Refusal refusal) {
        return bounded != null && (!refusal.problem().retryable() || refusal.problem() == Problem.TOPIC_NOT_FOUND);
    }

    /** Returns the end of the group in the partition. */
    public long end(Partition partition) {
        return bounded == null ? Track.UNBOUNDED : bounded.range(partition).to();
    }
}
