package dev.playhead;

import dev.playhead.codec.FilterCodec;
import dev.playhead.config.Settings;
import dev.playhead.delivery.Delivery;
import dev.playhead.hazelcast.HazelcastCluster;
import dev.playhead.metrics.Meters;
import dev.playhead.replay.Counts;
import dev.playhead.replay.Progress;
import dev.playhead.replay.ReplayDoor;
import dev.playhead.replay.ReplayJob;
import dev.playhead.replay.ReplayJobs;
import dev.playhead.replay.ReplayRequests;
import dev.playhead.replay.Replays;
import dev.playhead.replay.Targets;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.function.BiConsumer;

/** Puts together all that a node has for replays. Made on a thread that may block; what it makes is for any thread. */
final class Replaying {
    private final ReplayJobs jobs;
    private final ReplayDoor door;

    /** @param read told whether the jobs' journal has been read, and if not, or if it helps nothing, why; any thread */
    Replaying(
            Vertx vertx,
            Settings settings,
            Stores stores,
            HazelcastCluster cluster,
            BiConsumer<Boolean, String> read,
            Delivery delivery,
            FilterCodec filters,
            Meters meters) {
        this.jobs = cluster.jobs(vertx, stores.kafka().journal(HazelcastCluster.JOURNAL), read);
        Replays replays = new Replays(new Replays.Parts(
                vertx,
                settings.replays(),
                jobs,
                new Unserved(),
                delivery,
                stores.kafka().reader(),
                meters,
                System::currentTimeMillis,
                System::nanoTime));
        this.door = new ReplayDoor(replays, new ReplayRequests(settings.replays(), filters), settings.replays());
        replays.start(cluster::isHere);
    }

    ReplayJobs jobs() {
        return jobs;
    }

    ReplayDoor door() {
        return door;
    }

    /** Targets that nobody serves. */
    private static final class Unserved implements Targets {
        @Override
        public Future<Progress> progress(ReplayJob job, String target) {
            long left = job.extents().stream()
                    .mapToLong(each -> each.to() - each.from())
                    .sum();
            return Future.succeededFuture(
                    new Progress(target, Counts.NONE, 0, left, 0, 0, job.range().isEmpty(), "", List.of()));
        }

        @Override
        public Future<Void> forget(ReplayJob job) {
            return Future.succeededFuture();
        }
    }
}
