package dev.playhead;

import dev.playhead.codec.FilterCodec;
import dev.playhead.config.Settings;
import dev.playhead.delivery.Delivery;
import dev.playhead.group.DeadLetters;
import dev.playhead.group.GroupJournal;
import dev.playhead.group.GroupSpecs;
import dev.playhead.group.GroupStores;
import dev.playhead.group.GroupStreams;
import dev.playhead.group.Groups;
import dev.playhead.group.JournaledPlaces;
import dev.playhead.group.Parking;
import dev.playhead.group.Places;
import dev.playhead.metrics.Meters;
import io.vertx.core.Vertx;
import java.time.InstantSource;

/** Puts together all that a node has for groups. Made on a thread that may block; what it makes is for any thread. */
final class Consumers {
    private static final String JOURNAL = "playhead.groups";

    private final DeadLetters letters;
    private final GroupStreams streams;

    Consumers(Vertx vertx, Settings settings, Stores stores, Delivery delivery, FilterCodec filters, Meters meters) {
        Parking parking = new Parking(
                stores.kafka().journal(Parking.JOURNAL),
                settings.groups().maxParked(),
                settings.topics().maxCopy(),
                meters);
        this.letters =
                new DeadLetters(parking, stores.redrives(), stores.kafka().topics(), meters);
        GroupSpecs specs = new GroupSpecs(settings.groups(), filters);
        GroupJournal journal = new GroupJournal(stores.kafka().journal(JOURNAL), specs);
        Places places = new JournaledPlaces(journal, written -> {});
        Groups groups = new Groups(journal, settings.groups().maxGroups(), InstantSource.system());
        String node = Long.toHexString(stores.incarnation().node()) + "x"
                + Integer.toHexString(stores.incarnation().start());
        this.streams = new GroupStreams(new GroupStreams.Parts(
                vertx,
                node,
                settings.groups(),
                specs,
                groups,
                new GroupStores(
                        stores.leases(settings.groups().lease()),
                        stores.confirmations(settings.confirmations()),
                        stores.attempts(),
                        stores.redrives(),
                        places,
                        parking,
                        stores.kafka().topics(),
                        stores.kafka().reader()),
                delivery,
                meters,
                System::currentTimeMillis,
                System::nanoTime));
    }

    DeadLetters letters() {
        return letters;
    }

    GroupStreams streams() {
        return streams;
    }
}
