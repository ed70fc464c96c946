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
 * @param members its connections on all nodes; empty too where the store that knows them is away
 * @param partitions of the topics that are there, in order
 * @param missing topics that are not there
 * @param away what could not be asked, so that the rest is not all
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
     * One partition.
     *
     * @param holder who serves it, on whichever node
     * @param place where the group stands; null where it has never been served
     * @param here what this node knows of it beyond; null where another serves it, or none
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
     * @param end the first offset that cannot be read yet
     * @param offsets offsets between the cursor and the end that are not settled; null for a group without a cursor
     * @param millis the age of the first of them; null where its record cannot be read
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
     * An event that holds its partition up.
     *
     * @param event its name; null where it cannot be read
     * @param key what orders it: {@code partitionkey}, else {@code subject}, else {@code source}
     */
    public record Held(
            Partition partition,
            String connection,
            Serving.Stuck stuck,
            @Nullable EventId event,
            @Nullable String key) {}
}
