package dev.playhead.group;

import dev.playhead.event.Partition;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;

/**
 * Leases partitions of a group to members, in one store that all nodes share. Calls come from any thread; Futures
 * complete on any thread, and fail with {@code unavailable} while the store is away.
 */
public interface Leases {
    /**
     * Shows that these members are there and renews every lease that they hold; tells who else is there and who holds
     * what. A member that is not shown for the time of a lease is gone, and its leases are free.
     *
     * @param members those of this node; none is a mere look
     */
    Future<View> sync(String group, List<String> members);

    /**
     * Takes each partition that nobody holds, and shows the member again. One that is not there is given nothing; nor is
     * a partition given whose epoch the store has lost, until a lease of before must have run out.
     *
     * @param above by partition, the highest epoch that is known from elsewhere; the lease's is above it
     * @return the leases that were given, as many as were free
     */
    Future<List<Lease>> acquire(String group, String member, Map<Partition, Long> above);

    /** Gives them back, at once free for others; those that are not held any more are left alone. */
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
