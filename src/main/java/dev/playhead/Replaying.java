package dev.playhead;

import dev.playhead.codec.FilterCodec;
import dev.playhead.config.Settings;
import dev.playhead.delivery.Delivery;
import dev.playhead.metrics.Meters;
import dev.playhead.replay.Counts;
import dev.playhead.replay.JournaledReplayJobs;
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

/** Puts together all that a node has for replays. Made on a thread that may block; what it makes is for any thread. */
final class Replaying {
    private final JournaledReplayJobs jobs;
    private final ReplayDoor door;

    Replaying(Vertx vertx, Settings settings, Stores stores, Delivery delivery, FilterCodec filters, Meters meters) {
        this.jobs = new JournaledReplayJobs(stores.kafka().journal(JournaledReplayJobs.JOURNAL));
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
        // Alone, a node looks after all
        replays.start(id -> true);
    }

    ReplayJobs jobs() {
        return jobs;
    }

    ReplayDoor door() {
        return door;
    }

    void close() {
        jobs.close();
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
