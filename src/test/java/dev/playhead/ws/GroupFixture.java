package dev.playhead.ws;

import dev.playhead.delivery.Delivery;
import dev.playhead.event.Partition;
import dev.playhead.filter.FilterCodec;
import dev.playhead.filter.FilterLimits;
import dev.playhead.group.CursorStore;
import dev.playhead.group.GroupSettings;
import dev.playhead.group.GroupSpec;
import dev.playhead.group.GroupSpecs;
import dev.playhead.group.Mirror;
import dev.playhead.group.member.GroupConnections;
import dev.playhead.group.parking.DeadLetterStore;
import dev.playhead.group.parking.DeadLetters;
import dev.playhead.group.partition.ConnectionContext;
import dev.playhead.group.partition.GroupMeters;
import dev.playhead.group.partition.GroupStores;
import dev.playhead.group.registry.GroupJournal;
import dev.playhead.group.registry.Groups;
import dev.playhead.group.registry.InitialCursors;
import dev.playhead.group.registry.JournaledCursors;
import dev.playhead.group.registry.Mirroring;
import dev.playhead.group.report.BoundedGroups;
import dev.playhead.group.report.CursorMove;
import dev.playhead.group.report.GroupRemoval;
import dev.playhead.log.Topics;
import dev.playhead.metrics.Meters;
import dev.playhead.replay.job.ReplayJobs;
import dev.playhead.replay.job.ReplayMeters;
import dev.playhead.replay.job.Steering;
import dev.playhead.replay.pacing.NodeBudget;
import dev.playhead.replay.pacing.YieldSettings;
import dev.playhead.replay.target.Repairs;
import dev.playhead.replay.target.TargetSpecs;
import dev.playhead.replay.target.TargetStreams;
import dev.playhead.testing.Defaults;
import dev.playhead.testing.MemoryAttempts;
import dev.playhead.testing.MemoryConfirmations;
import dev.playhead.testing.MemoryJournal;
import dev.playhead.testing.MemoryLeases;
import dev.playhead.testing.MemoryLink;
import dev.playhead.testing.MemoryLog;
import dev.playhead.testing.MemoryRedrives;
import dev.playhead.testing.MemoryReplayJobs;
import dev.playhead.testing.MemoryStore;
import dev.playhead.tracing.Traces;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;

/** All that serves groups, over stores in memory. */
final class GroupFixture {
    static final Duration LEASE = Duration.ofSeconds(1);

    final MemoryStore store = new MemoryStore();
    final MemoryLink link = new MemoryLink(store);
    final MemoryJournal journal = new MemoryJournal();
    final MemoryJournal shelf = new MemoryJournal();
    final MemoryRedrives redrives = new MemoryRedrives(store, link);
    final DeadLetterStore parking;
    final GroupSpecs specs;
    final Groups groups;
    final CursorStore places;
    final GroupConnections streams;
    final MemoryReplayJobs jobs = new MemoryReplayJobs();
    final TargetStreams targets;
    final DeadLetters letters;
    final CursorMove cursor;

    GroupFixture(Vertx vertx, MemoryLog log, Delivery delivery, Meters meters) {
        GroupSettings settings = settings();
        specs = new GroupSpecs(settings, new FilterCodec(Defaults.of(FilterLimits.class), () -> {}));
        parking = new DeadLetterStore(shelf, 1000, 1 << 20, meters);
        GroupJournal groupJournal = new GroupJournal(journal, specs);
        groups = new Groups(groupJournal, 100, InstantSource.system());
        places = new JournaledCursors(groupJournal, place -> {});
        GroupStores stores = new GroupStores(
                new MemoryLeases(store, link, LEASE),
                new MemoryConfirmations(store, link),
                new MemoryAttempts(store, link),
                redrives,
                places,
                parking,
                (Topics) log,
                log);
        streams = new GroupConnections(
                "node",
                specs,
                groups,
                new ConnectionContext.OfNode(
                        settings,
                        stores,
                        delivery,
                        new GroupMeters(meters),
                        System::currentTimeMillis,
                        System::nanoTime));
        cursor = new CursorMove(
                vertx,
                groups,
                specs,
                stores,
                new InitialCursors(places, log, delivery, specs),
                streams,
                settings,
                InstantSource.system());
        letters = new DeadLetters(parking, redrives, log, streams, meters);
        targets = targets(jobs, groups, specs, stores, streams, meters, groupJournal, vertx);
    }

    /** What serves the targets of these jobs. */
    static TargetStreams targets(
            ReplayJobs jobs,
            Groups groups,
            GroupSpecs specs,
            GroupStores stores,
            GroupConnections streams,
            Meters meters,
            GroupJournal journal,
            Vertx vertx) {
        TargetSpecs targetSpecs = new TargetSpecs(groups, specs, settings());
        Mirroring mirroring = new Mirroring(vertx, journal, stores.topics(), new Mirror() {
            @Override
            public Future<Void> show(String group, Map<Partition, Long> cursors) {
                return Future.succeededFuture();
            }

            @Override
            public Future<Void> forget(String group) {
                return Future.succeededFuture();
            }
        });
        return new TargetStreams(new TargetStreams.Parts(
                jobs,
                new Steering(jobs, new ReplayMeters(meters), Traces.OFF, System::currentTimeMillis),
                streams,
                new BoundedGroups(stores, streams, new GroupRemoval(groups, stores, mirroring)),
                targetSpecs,
                new Repairs(targetSpecs, stores.reader(), Duration.ofDays(20_000), System::currentTimeMillis),
                new NodeBudget(Defaults.of(YieldSettings.class), Calm.HERE, System::currentTimeMillis, meters)));
    }

    /** A node of which nothing is asked but replays. */
    private enum Calm implements NodeBudget.Strain {
        HERE;

        @Override
        public long appends() {
            return 0;
        }

        @Override
        public double appendMillis() {
            return 0;
        }

        @Override
        public boolean isRead() {
            return false;
        }
    }

    /** Short waits. */
    static GroupSettings settings() {
        return new GroupSettings(
                Duration.ofMillis(500),
                2,
                GroupSpec.BackoffPolicy.LINEAR,
                Duration.ofMillis(10),
                Duration.ofSeconds(1),
                1000,
                100_000,
                10_000,
                500,
                GroupSpec.OnParked.PASS,
                100,
                LEASE,
                Duration.ofMillis(100),
                Duration.ofMillis(1000),
                Duration.ofMillis(20),
                Duration.ofSeconds(1),
                Duration.ofHours(1),
                1000,
                1000,
                3,
                Duration.ofSeconds(2),
                100,
                Duration.ofSeconds(5),
                10_000,
                1_024,
                3,
                Duration.ofMillis(250),
                1000,
                Duration.ofMillis(200),
                Duration.ofSeconds(1));
    }
}
