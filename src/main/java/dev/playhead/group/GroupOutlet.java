package dev.playhead.group;

import dev.playhead.event.Partition;
import dev.playhead.event.Refusal;
import dev.playhead.stream.Outlet;
import java.util.List;

/** Receives the events and the news of one connection of a group; called on its event loop alone. */
public interface GroupOutlet extends Outlet {
    /** Tells the client the partitions that the connection now serves too, under leases of that epoch. */
    void assigned(List<Partition> partitions, long epoch);

    /** Tells the client the partitions that the connection no longer serves. */
    void revoked(List<Partition> partitions);

    /** A bounded group is at its end; nothing follows. */
    void completed(Completion completion);

    /** A bounded group has been called off, or given up; nothing follows. */
    void calledOff(Refusal refusal, boolean mayComeBack);

    /** The counts of a bounded group, over all partitions. */
    record Completion(long delivered, long confirmed, long parked) {}
}
