package dev.playhead;

import dev.playhead.group.Group;
import dev.playhead.group.GroupNames;
import dev.playhead.group.registry.Groups;
import dev.playhead.log.Topics;
import dev.playhead.metrics.Meters;
import dev.playhead.replay.Replays;
import dev.playhead.replay.job.ReplayJob;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Removes the meters of topics, groups and targets of replays that are gone, on an event loop. It removes nothing while it
 * cannot ask for all three.
 */
final class GoneMeters {
    private final Meters meters;
    private final Topics topics;
    private final Groups groups;
    private final Replays replays;

    GoneMeters(Meters meters, Topics topics, Groups groups, Replays replays) {
        this.meters = meters;
        this.topics = topics;
        this.groups = groups;
        this.replays = replays;
    }

    /** Looks from now on, as long as Vert.x runs. */
    void start(Vertx vertx, Duration interval) {
        vertx.setPeriodic(interval.toMillis(), tick -> look());
    }

    Future<Void> look() {
        Future<Set<String>> names = topics.names();
        Future<List<Group>> known = groups.list();
        Future<List<ReplayJob>> jobs = replays.list();
        return Future.all(names, known, jobs)
                .onSuccess(all -> meters.retain(names.result(), labels(known.result(), jobs.result())))
                .<Void>mapEmpty()
                .otherwiseEmpty();
    }

    private static Set<String> labels(List<Group> groups, List<ReplayJob> jobs) {
        Set<String> labels = new HashSet<>();
        groups.forEach(group -> labels.add(GroupNames.label(group.name())));
        jobs.forEach(job -> job.targets().forEach(target -> labels.add(GroupNames.RESERVED + target.name())));
        return labels;
    }
}
