package dev.playhead;

import dev.playhead.cluster.Peers;
import dev.playhead.cluster.ServingEverywhere;
import dev.playhead.config.Settings;
import dev.playhead.delivery.Delivery;
import dev.playhead.filter.FilterCodec;
import dev.playhead.group.CursorStore;
import dev.playhead.group.GroupSpecs;
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
import dev.playhead.group.report.GroupDoor;
import dev.playhead.group.report.GroupGauges;
import dev.playhead.group.report.GroupRemoval;
import dev.playhead.group.report.GroupReports;
import dev.playhead.group.report.OutsideConfirmations;
import dev.playhead.metrics.Meters;
import dev.playhead.replay.target.TargetSpecs;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.InstantSource;

/** Composes the parts of a node for groups. Made on a thread that may block; its parts are for any thread. */
final class Consumers {
    private static final String JOURNAL = "playhead.groups";

    private final DeadLetters letters;
    private final GroupConnections streams;
    private final Mirroring mirroring;
    private final GroupDoor door;
    private final BoundedGroups bounded;
    private final TargetSpecs targets;

    Consumers(
            Vertx vertx,
            Settings settings,
            Stores stores,
            Delivery delivery,
            FilterCodec filters,
            Peers peers,
            Meters meters) {
        DeadLetterStore parking = new DeadLetterStore(
                stores.kafka().journal(DeadLetterStore.JOURNAL),
                settings.groups().maxParked(),
                settings.topics().maxCopy(),
                meters);
        GroupSpecs specs = new GroupSpecs(settings.groups(), filters);
        GroupJournal journal = new GroupJournal(stores.kafka().journal(JOURNAL), specs);
        this.mirroring = new Mirroring(
                vertx, journal, stores.kafka().topics(), stores.kafka().mirror());
        CursorStore places = new JournaledCursors(journal, mirroring::moved);
        Groups groups = new Groups(journal, settings.groups().maxGroups(), InstantSource.system());
        GroupStores kept = new GroupStores(
                stores.leases(settings.groups().lease()),
                stores.confirmations(settings.confirmations()),
                stores.attempts(),
                stores.redrives(),
                places,
                parking,
                stores.kafka().topics(),
                stores.kafka().reader());
        this.streams = new GroupConnections(
                stores.incarnation().name(),
                specs,
                groups,
                new ConnectionContext.OfNode(
                        settings.groups(),
                        kept,
                        delivery,
                        new GroupMeters(meters),
                        System::currentTimeMillis,
                        System::nanoTime));
        ServingEverywhere everywhere = new ServingEverywhere(streams, peers);
        this.letters =
                new DeadLetters(parking, stores.redrives(), stores.kafka().topics(), everywhere, meters);
        GroupRemoval removal = new GroupRemoval(groups, kept, mirroring);
        this.bounded = new BoundedGroups(kept, everywhere, removal);
        this.targets = new TargetSpecs(groups, specs, settings.groups());
        InitialCursors beginning = new InitialCursors(places, stores.kafka().topics(), delivery, specs);
        this.door = new GroupDoor(
                groups,
                specs,
                new GroupReports(groups, kept, everywhere, InstantSource.system()),
                removal,
                new OutsideConfirmations(vertx, groups, specs, kept, settings.groups()),
                beginning,
                new CursorMove(
                        vertx, groups, specs, kept, beginning, everywhere, settings.groups(), InstantSource.system()));
        mirroring.start(settings.groups());
        new GroupGauges(stores.kafka().topics(), stores.kafka().reader(), streams, meters)
                .start(vertx, settings.groups());
    }

    /** Writes the remaining cursors to the mirror; the streams are closed by then. */
    Future<Void> close() {
        return mirroring.close();
    }

    GroupDoor door() {
        return door;
    }

    DeadLetters letters() {
        return letters;
    }

    BoundedGroups bounded() {
        return bounded;
    }

    TargetSpecs targets() {
        return targets;
    }

    GroupConnections streams() {
        return streams;
    }
}
