package dev.playhead;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.playhead.cluster.Members;
import dev.playhead.codec.FilterCodec;
import dev.playhead.config.Settings;
import dev.playhead.delivery.Delivery;
import dev.playhead.event.Identity;
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
import java.util.Comparator;
import java.util.List;

/** Puts together all that a node has for replays. Made on a thread that may block; what it makes is for any thread. */
final class Replaying {
    private final JournaledReplayJobs jobs;
    private final ReplayDoor door;

    Replaying(
            Vertx vertx,
            Settings settings,
            Stores stores,
            Members members,
            Delivery delivery,
            FilterCodec filters,
            Meters meters) {
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
        replays.start(id -> isMine(members, id));
    }

    /** Whether of all nodes this one looks after the job: each is some node's, and few move as nodes come and go. */
    private static boolean isMine(Members members, String job) {
        return members.all().stream()
                .max(Comparator.comparingLong(
                        member -> Identity.of(member.name().getBytes(UTF_8), job.getBytes(UTF_8))
                                .low()))
                .map(members.here()::equals)
                .orElse(true);
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
