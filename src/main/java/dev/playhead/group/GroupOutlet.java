package dev.playhead.group;

import dev.playhead.delivery.Outlet;
import dev.playhead.event.Partition;
import java.util.List;

/** Where the events and news of one connection of a group go; called on its event loop alone. */
public interface GroupOutlet extends Outlet {
    /** From now on the connection serves these too, under leases of that epoch. */
    void assigned(List<Partition> partitions, long epoch);

    /** They are served by another from now on, or by nobody for a while. */
    void revoked(List<Partition> partitions);
}
