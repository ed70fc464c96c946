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
 * Makes the spec of a target: the job's topics and filter, with the handling of the group of its name, if one exists.
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

    /** @param filter the filter of the spec, and further conditions */
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
            // A repair excludes events that the filter of the group drops
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

    /** Finds the group of that name; empty without one. */
    Future<Optional<Group>> group(String name) {
        return groups.findIfThere(name);
    }
}
