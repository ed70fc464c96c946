package dev.playhead.group;

import dev.playhead.event.Identity;
import dev.playhead.log.Topic;
import io.vertx.core.Future;
import java.util.BitSet;
import java.util.List;

/**
 * Keeps the processed events of each group, by (topic, source, id): the idempotency store of all nodes. It keeps a
 * confirmation for {@code confirmations.retention}; a store that bounds their number keeps up to {@code
 * confirmations.maxIds} a group and topic. Calls come from any thread; Futures complete on any thread, and fail with
 * {@code unavailable} while the store is unavailable.
 */
public interface Confirmations {
    /**
     * Stores the confirmations of processed events; completes when the store has them.
     *
     * @param leases the leases of their deliveries; empty for confirmations outside a stream
     */
    Future<Confirmed> confirm(String group, Topic topic, List<Lease> leases, List<Identity> events);

    /** Returns the places of the confirmed events in the list. */
    Future<BitSet> confirmed(String group, Topic topic, List<Identity> events);

    /** Forgets all that the group has confirmed of the topic. */
    Future<Void> forget(String group, Topic topic);

    /**
     * @param first the number of new confirmations
     * @param lost the leases that are no longer valid; confirmations under them count as well, because the events are
     *     processed
     */
    record Confirmed(int first, List<Lease> lost) {}
}
