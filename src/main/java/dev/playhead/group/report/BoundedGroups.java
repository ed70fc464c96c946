package dev.playhead.group.report;

import dev.playhead.event.Partition;
import dev.playhead.event.Problem;
import dev.playhead.event.RefusedException;
import dev.playhead.group.Bounded;
import dev.playhead.group.Counted;
import dev.playhead.group.GroupCursor;
import dev.playhead.group.Serving;
import dev.playhead.group.member.BoundedProgress;
import dev.playhead.group.partition.GroupStores;
import dev.playhead.log.Topic;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Reports the progress of bounded groups from the journal and from served partitions, and deletes them. Any thread;
 * Futures complete on any thread.
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
     * @param parked the present number of its parked events
     * @param cursors the first unsettled offset of each partition, in their order
     * @param remaining unsettled offsets between the cursors and the ends
     * @param settled whether all offsets up to the ends are settled
     * @param members its connections on all nodes; {@link #UNKNOWN} if unknown now
     * @param inFlight the number of events at consumers
     * @param confirmedPerSecond the recent rate
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

    /**
     * Counts the offsets that the group lost with topics that were deleted, or made again, since its creation; by
     * topic, in their order. Fails if the log does not answer whether a topic exists.
     */
    public Future<SortedMap<String, Long>> lostWithTopics(String group, Bounded bounded) {
        Map<String, Topic> topics = bounded.topics();
        return stores.cursors().loadAll(group, topics.values()).compose(places -> {
            SortedMap<String, Long> lost = new TreeMap<>();
            places.values().forEach(place -> {
                Counted counted = place.counted();
                if (counted != null && counted.settled().lost() > 0) {
                    lost.merge(place.topic(), counted.settled().lost(), Long::sum);
                }
            });
            Map<String, Future<Boolean>> there = new TreeMap<>();
            topics.values().stream()
                    .filter(topic -> lost.containsKey(topic.name()))
                    .forEach(topic -> there.put(topic.name(), isThere(topic)));
            return Future.join(List.copyOf(there.values())).map(all -> {
                // The log may also lose events of a topic that stays
                lost.keySet().removeIf(name -> {
                    Future<Boolean> asked = there.get(name);
                    return asked == null || asked.result();
                });
                return lost;
            });
        });
    }

    private Future<Boolean> isThere(Topic topic) {
        return stores.topics()
                .current(topic.name())
                .map(now -> now.id().equals(topic.id()))
                .recover(cause -> RefusedException.is(cause, Problem.TOPIC_NOT_FOUND)
                        ? Future.succeededFuture(false)
                        : Future.failedFuture(cause));
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

    /** Deletes the whole state of the group: cursors, leases, confirmations, attempts, parked events. */
    public Future<Void> forget(String group, List<String> topics) {
        return removal.forget(group, topics);
    }
}
