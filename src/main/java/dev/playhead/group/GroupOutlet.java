package dev.playhead.group;

import dev.playhead.event.Partition;
import dev.playhead.event.Refusal;
import dev.playhead.stream.Outlet;
import java.util.List;

/** Where the events and news of one connection of a group go; called on its event loop alone. */
public interface GroupOutlet extends Outlet {
    /** From now on the connection serves these too, under leases of that epoch. */
    void assigned(List<Partition> partitions, long epoch);

    /** They are served by another from now on, or by nobody for a while. */
    void revoked(List<Partition> partitions);

    /** A bounded group is at its end; nothing follows. */
    void completed(Completion completion);

    /** A bounded group has been called off, or given up; nothing follows. */
    void calledOff(Refusal refusal, boolean mayComeBack);

    /** What there was in all partitions of a bounded group. */
    record Completion(long delivered, long confirmed, long parked) {}
}
