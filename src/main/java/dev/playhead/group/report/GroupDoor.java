package dev.playhead.group.report;

import dev.playhead.group.Group;
import dev.playhead.group.GroupSpec;
import dev.playhead.group.GroupSpecs;
import dev.playhead.group.registry.Groups;
import dev.playhead.group.registry.InitialCursors;
import io.vertx.core.Future;

/** All that is done with groups from outside their streams, for the edges; any thread. */
public record GroupDoor(
        Groups groups,
        GroupSpecs specs,
        GroupReports reports,
        GroupRemoval removal,
        OutsideConfirmations confirmations,
        InitialCursors beginning) {

    /** Makes the group, with its first places, or changes it; fails with {@code topic_not_found} too. */
    public Future<Groups.Put> put(String name, GroupSpec wanted) {
        return beginning.find(wanted).compose(found -> groups.put(name, wanted)).compose(put -> beginning
                .of(put.group())
                .map(put));
    }

    public Future<GroupSpec> spec(String name) {
        return groups.find(name).map(Group::spec);
    }
}
