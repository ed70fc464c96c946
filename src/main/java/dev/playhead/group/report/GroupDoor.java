package dev.playhead.group.report;

import dev.playhead.group.Group;
import dev.playhead.group.GroupSpec;
import dev.playhead.group.GroupSpecs;
import dev.playhead.group.registry.Groups;
import dev.playhead.group.registry.InitialCursors;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;

/** Bundles the calls on groups from outside their streams, for the edges; any thread. */
public record GroupDoor(
        Groups groups,
        GroupSpecs specs,
        GroupReports reports,
        GroupRemoval removal,
        OutsideConfirmations confirmations,
        InitialCursors beginning,
        CursorMove cursor) {

    /** Makes the group, with its first places, or changes it; fails with {@code topic_not_found} too. */
    public Future<Groups.Put> put(String name, GroupSpec wanted) {
        return beginning.find(wanted).compose(found -> groups.put(name, wanted)).compose(put -> beginning
                .of(put.group())
                .map(put));
    }

    /** Changes some settings of the group; fails with {@code group_not_found}. */
    public Future<Groups.Put> patch(String name, JsonObject patch) {
        return groups.patch(name, known -> specs.patched(known, patch));
    }

    public Future<GroupSpec> spec(String name) {
        return groups.find(name).map(Group::spec);
    }
}
