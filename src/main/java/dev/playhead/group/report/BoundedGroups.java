package dev.playhead.group.report;

import dev.playhead.event.Partition;
import dev.playhead.group.Bounded;
import dev.playhead.group.Counted;
import dev.playhead.group.GroupCursor;
import dev.playhead.group.Serving;
import dev.playhead.group.member.BoundedProgress;
import dev.playhead.group.partition.GroupStores;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Tells how far bounded groups are, by what the journal says and what is served, and forgets them. Any thread; Futures
 * complete on any thread.
 */
public final class BoundedGroups {
    /** Marks a count that is not known now; it is not 0. */
    public static final int UNKNOWN = -1;

    private final GroupStores stores;
    private final Serving serving;
    private final GroupRemoval removal;

    public BoundedGroups(GroupStores stores, Serving serving, GroupRemoval removal) {
        this.stores = stores;
        this.serving = serving;
        this.removal = removal;
    }

    /**
     * The progress of a bounded group.
     *
     * @param counted the sums of its partitions
     * @param parked how many events it has parked now
     * @param cursors the first offset of each partition that is not settled, in their order
     * @param remaining offsets between the cursors and the ends that are not settled
     * @param settled whether all is, up to the ends
     * @param members its connections on all nodes; {@link #UNKNOWN} where that cannot be told now
     * @param inFlight how many events are with them
     * @param confirmedPerSecond lately
     */
    public record Standing(
            Counted counted,
            long parked,
            Map<Partition, Long> cursors,
            long remaining,
            boolean settled,
            int members,
            long inFlight,
            double confirmedPerSecond) {}

    /** Looks at a bounded group as of now, without the nodes that do not answer. */
    public Future<Standing> look(String group, Bounded bounded) {
        Future<Map<Partition, GroupCursor>> places =
                stores.cursors().loadAll(group, bounded.topics().values());
        Future<Integer> members = stores.leases()
                .sync(group, List.of())
                .map(view -> view.members().size())
                .otherwise(UNKNOWN);
        Future<List<Serving.Served>> served = serving.served(group).otherwise(List.of());
        return Future.all(places, members, served)
                .map(all -> standing(group, bounded, places.result(), members.result(), served.result()));
    }

    private Standing standing(
            String group,
            Bounded bounded,
            Map<Partition, GroupCursor> places,
            int members,
            List<Serving.Served> served) {
        Map<Partition, Long> cursors = new TreeMap<>();
        long remaining = 0;
        boolean settled = true;
        for (Map.Entry<Partition, Bounded.Range> each : bounded.ranges().entrySet()) {
            GroupCursor place = places.get(each.getKey());
            Bounded.Range range = each.getValue();
            long cursor = place == null ? range.from() : place.cursor();
            cursors.put(each.getKey(), cursor);
            remaining += Math.max(0, range.to() - cursor - settledAbove(place, range.to()));
            settled &= range.isSettled(place);
        }
        return new Standing(
                BoundedProgress.sum(places),
                parked(group),
                cursors,
                remaining,
                settled,
                members,
                served.stream().mapToLong(each -> each.load().inFlight()).sum(),
                served.stream()
                        .mapToDouble(each -> each.load().confirmedPerSecond())
                        .sum());
    }

    /** The topics of the group that were deleted, or made again, since it was made; asked of the log. */
    public Future<Set<String>> gone(Bounded bounded) {
        return BoundedProgress.gone(bounded.topics(), stores.topics()::current);
    }

    /** One event that is tried again keeps the cursor, while others behind it are settled. */
    private static long settledAbove(@Nullable GroupCursor place, long end) {
        return place == null
                ? 0
                : place.settled().stream()
                        .mapToLong(each -> Math.max(0, Math.min(each.to(), end) - each.from()))
                        .sum();
    }

    /** Counts the group's parked events, as far as this node knows. */
    public long parked(String group) {
        return stores.deadLetters().counts(group).values().stream()
                .mapToLong(Integer::longValue)
                .sum();
    }

    /** Forgets all of the group: places, leases, confirmations, attempts, what is parked. */
    public Future<Void> forget(String group, List<String> topics) {
        return removal.forget(group, topics);
    }
}
