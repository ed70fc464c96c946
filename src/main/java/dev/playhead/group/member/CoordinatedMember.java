package dev.playhead.group.member;

import dev.playhead.event.Partition;
import dev.playhead.group.partition.AssignmentRound;
import io.vertx.core.Context;
import java.util.Map;

/** One connection as its {@link Coordinator} sees it. Any thread asks; the coordinator calls the rest on the connection's context. */
interface CoordinatedMember {
    /** Returns the name of the connection; no other connection of the cluster ever has it. */
    String name();

    /** The event loop that owns the connection. */
    Context context();

    /**
     * Returns whether it has not asked for waiting events for long: its partitions go to members that ask. Any thread.
     */
    boolean standsBack();

    /** The leases as they are now; on the connection's event loop. */
    void round(AssignmentRound round);

    /** Passes on the present ends of the partitions; on the connection's event loop. */
    void watch(Map<Partition, Long> ends);
}
