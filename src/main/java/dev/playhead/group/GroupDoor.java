package dev.playhead.group;

import dev.playhead.log.Topics;
import io.vertx.core.Future;

/** All that is done with groups from outside their streams, for the edges; any thread. */
public record GroupDoor(
        Groups groups,
        GroupSpecs specs,
        GroupReports reports,
        GroupRemoval removal,
        OutsideConfirmations confirmations,
        Topics topics) {

    /** Makes the group or changes it; fails with {@code topic_not_found} too. */
    public Future<Groups.Put> put(String name, GroupSpec wanted) {
        return Future.all(wanted.topics().stream().map(topics::find).toList())
                .compose(there -> groups.put(name, wanted));
    }

    public Future<GroupSpec> spec(String name) {
        return groups.find(name).map(Group::spec);
    }
}
