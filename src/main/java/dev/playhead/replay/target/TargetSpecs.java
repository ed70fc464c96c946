package dev.playhead.replay.target;

import dev.playhead.event.EventFilter;
import dev.playhead.group.Group;
import dev.playhead.group.GroupSettings;
import dev.playhead.group.GroupSpec;
import dev.playhead.group.GroupSpecs;
import dev.playhead.group.registry.Groups;
import dev.playhead.replay.job.ReplayJob;
import dev.playhead.replay.job.ReplayRequest;
import io.vertx.core.Future;
import java.util.Optional;

/**
 * Says what a target wants: the job's topics and filter, with the patience of the group of its name where there is one.
 * Any thread.
 */
public final class TargetSpecs {
    private final Groups groups;
    private final GroupSpecs specs;
    private final GroupSettings settings;

    public TargetSpecs(Groups groups, GroupSpecs specs, GroupSettings settings) {
        this.groups = groups;
        this.specs = specs;
        this.settings = settings;
    }

    /** @param filter that of the spec, and what else must hold */
    record Wants(GroupSpec spec, EventFilter filter) {}

    Future<Wants> of(ReplayJob job, String target) {
        return group(target).map(group -> {
            ReplayRequest request = job.request();
            GroupSpec plain = GroupSpec.of(
                    request.topics(),
                    request.selection().filter(),
                    request.selection().from(),
                    settings);
            GroupSpec spec = group.map(known -> known.spec().reading(plain)).orElse(plain);
            EventFilter filter = specs.filter(plain);
            // What its group never wanted was not left behind by it
            EventFilter both = request.mode() == ReplayRequest.Mode.REPAIR && group.isPresent()
                    ? and(filter, specs.filter(group.get().spec()))
                    : filter;
            return new Wants(spec, both);
        });
    }

    private static EventFilter and(EventFilter one, EventFilter other) {
        return one == EventFilter.ALL
                ? other
                : other == EventFilter.ALL ? one : attributes -> one.matches(attributes) && other.matches(attributes);
    }

    /** The group of that name; nothing where there is none. */
    Future<Optional<Group>> group(String name) {
        return groups.findIfThere(name);
    }
}
