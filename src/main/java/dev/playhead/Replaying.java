package dev.playhead;

import dev.playhead.cluster.Peers;
import dev.playhead.config.Settings;
import dev.playhead.delivery.Delivery;
import dev.playhead.filter.FilterCodec;
import dev.playhead.hazelcast.HazelcastCluster;
import dev.playhead.metrics.Meters;
import dev.playhead.replay.Replays;
import dev.playhead.replay.job.ReplayJobs;
import dev.playhead.replay.job.ReplayMeters;
import dev.playhead.replay.job.ReplayRequests;
import dev.playhead.replay.job.Steering;
import dev.playhead.replay.pacing.NodeBudget;
import dev.playhead.replay.target.Repairs;
import dev.playhead.replay.target.TargetStreams;
import dev.playhead.tracing.Traces;
import io.vertx.core.Vertx;
import java.util.function.BiConsumer;

/** Composes the parts of a node for replays. Made on a thread that may block; its parts are for any thread. */
final class Replaying {
    private final ReplayJobs jobs;
    private final TargetStreams targets;
    private final Replays replays;

    /**
     * @param read takes whether the jobs' journal has been read, and the reason if not, or if changes are refused all
     * the same; any thread
     */
    Replaying(
            Vertx vertx,
            Settings settings,
            Stores stores,
            HazelcastCluster cluster,
            BiConsumer<Boolean, String> read,
            Delivery delivery,
            FilterCodec filters,
            Consumers consumers,
            Peers peers,
            NodeBudget.Strain strain,
            Meters meters,
            Traces traces) {
        this.jobs = cluster.jobs(vertx, stores.kafka().journal(HazelcastCluster.JOURNAL), read);
        ReplayMeters counted = new ReplayMeters(meters);
        Steering steering = new Steering(jobs, counted, traces, System::currentTimeMillis);
        NodeBudget budget = new NodeBudget(settings.yielding(), strain, System::currentTimeMillis, meters);
        this.targets = new TargetStreams(new TargetStreams.Parts(
                jobs,
                steering,
                consumers.streams(),
                consumers.bounded(),
                consumers.targets(),
                new Repairs(
                        consumers.targets(),
                        stores.kafka().reader(),
                        settings.confirmations().retention(),
                        System::currentTimeMillis),
                budget));
        ReplayRequests requests = new ReplayRequests(settings.replays(), filters);
        this.replays = new Replays(
                vertx,
                settings.replays(),
                requests,
                jobs,
                steering,
                counted,
                targets,
                delivery,
                stores.kafka().reader(),
                new Replays.Clocks(System::currentTimeMillis, System::nanoTime));
        targets.join(peers);
        budget.start(vertx);
        replays.start(cluster::isHere);
    }

    ReplayJobs jobs() {
        return jobs;
    }

    TargetStreams targets() {
        return targets;
    }

    Replays replays() {
        return replays;
    }
}
