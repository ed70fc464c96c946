package dev.playhead.group;

import dev.playhead.event.Partition;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;

/**
 * Leases partitions of a group to members, in one store that all nodes share. Calls come from any thread; Futures
 * complete on any thread, and fail with {@code unavailable} while the store is unavailable.
 */
public interface Leases {
    /**
     * Registers these members as present and renews all their leases; returns the other members and all holders. A
     * member that is not registered for the time of a lease is gone, and its leases are free.
     *
     * @param members the members of this node; an empty list only reads
     */
    Future<View> sync(String group, List<String> members);

    /**
     * Takes each free partition, and registers the member again. A member that is not present gets no lease. If the
     * store has lost the epoch of a partition, it gives no lease until an earlier one must have expired.
     *
     * @param above by partition, the highest epoch known from elsewhere; the epoch of the lease is above it
     * @return a lease for each free partition
     */
    Future<List<Lease>> acquire(String group, String member, Map<Partition, Long> above);

    /** Releases the leases; others may take them at once. It ignores leases that are no longer held. */
    Future<Void> release(List<Lease> leases);

    /** The member is gone, and its leases are free. */
    Future<Void> leave(String group, String member);

    /** Forgets the group: members, leases and their epochs. */
    Future<Void> forget(String group);

    /** The holder of a partition. */
    record Holder(String member, long epoch) {}

    /**
     * @param members all that are there, in the order in which they came
     * @param holders of each partition that is held, by whichever node
     * @param mine the leases of the members that were shown, with their new ends
     */
    record View(List<String> members, Map<Partition, Holder> holders, List<Lease> mine) {}
}
