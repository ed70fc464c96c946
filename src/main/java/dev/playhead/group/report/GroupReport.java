package dev.playhead.group.report;

import dev.playhead.event.EventId;
import dev.playhead.event.Partition;
import dev.playhead.group.Group;
import dev.playhead.group.GroupCursor;
import dev.playhead.group.Leases;
import dev.playhead.group.Serving;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The report on a group; immutable.
 *
 * @param members its connections on all nodes; also empty when their store is unavailable
 * @param partitions of the existing topics, in order
 * @param missing topics that do not exist
 * @param away the unavailable stores and nodes; the report is incomplete without them
 */
public record GroupReport(
        Group group,
        List<String> members,
        List<OfPartition> partitions,
        List<Held> stuck,
        List<String> missing,
        List<String> away) {
    public GroupReport {
        members = List.copyOf(members);
        partitions = List.copyOf(partitions);
        stuck = List.copyOf(stuck);
        missing = List.copyOf(missing);
        away = List.copyOf(away);
    }

    /** Returns the sum of all known lags. */
    public long lag() {
        return partitions.stream()
                .mapToLong(each -> each.lag().offsets() == null ? 0 : each.lag().offsets())
                .sum();
    }

    /** Returns the age of the oldest event that is not settled; 0 without one. */
    public long lagMillis() {
        return partitions.stream()
                .mapToLong(each -> each.lag().millis() == null ? 0 : each.lag().millis())
                .max()
                .orElse(0);
    }

    /**
     * Reports one partition.
     *
     * @param holder the connection that serves it, on any node
     * @param place the cursor of the group; null for a partition never served
     * @param here the values of the node that serves it; null without its answer
     */
    public record OfPartition(
            Partition partition,
            Leases.@Nullable Holder holder,
            @Nullable GroupCursor place,
            Lag lag,
            Failures failures,
            Serving.@Nullable Served here) {}

    /**
     * The distance of a group from the end of a partition.
     *
     * @param end one past the last readable offset
     * @param offsets unsettled offsets between the cursor and the end; null for a group without a cursor
     * @param millis the age of the first of them; null if its record cannot be read
     */
    public record Lag(
            long end, @Nullable Long offsets, @Nullable Long millis) {}

    /**
     * The failed events of a partition.
     *
     * @param tried events at their second attempt or above
     * @param mostAttempts the highest known attempt
     */
    public record Failures(int parked, int tried, int mostAttempts) {}

    /**
     * Describes an event that blocks its partition.
     *
     * @param event its name; null if it cannot be read
     * @param key the key of its order: {@code partitionkey}, else {@code subject}, else {@code source}
     */
    public record Held(
            Partition partition,
            String connection,
            Serving.Stuck stuck,
            @Nullable EventId event,
            @Nullable String key) {}
}
