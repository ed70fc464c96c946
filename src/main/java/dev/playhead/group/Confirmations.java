package dev.playhead.group;

import dev.playhead.event.Identity;
import dev.playhead.log.Topic;
import io.vertx.core.Future;
import java.util.BitSet;
import java.util.List;

/**
 * Remembers the processed events of each group, by (topic, source, id): the idempotency store that all nodes share.
 * It keeps a confirmation for {@code confirmations.retention} and up to {@code confirmations.maxIds} a group and
 * topic. Calls come from any thread; Futures complete on any thread, and fail with {@code unavailable} while the store
 * is away.
 */
public interface Confirmations {
    /**
     * Puts down that the events have been processed; answered once the store has it.
     *
     * @param leases those under which they were delivered; none where they are confirmed from outside a stream
     */
    Future<Confirmed> confirm(String group, Topic topic, List<Lease> leases, List<Identity> events);

    /** Returns the places of the confirmed events in the list. */
    Future<BitSet> confirmed(String group, Topic topic, List<Identity> events);

    /** Forgets all that the group has confirmed of the topic. */
    Future<Void> forget(String group, Topic topic);

    /**
     * @param first how many had not been confirmed before
     * @param lost the leases that do not stand any more. What comes under them is confirmed as well: processed is processed
     */
    record Confirmed(int first, List<Lease> lost) {}
}
