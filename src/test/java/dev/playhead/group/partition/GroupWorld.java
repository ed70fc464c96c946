package dev.playhead.group.partition;

import dev.playhead.delivery.Delivery;
import dev.playhead.delivery.DeliverySettings;
import dev.playhead.event.Event;
import dev.playhead.event.Identity;
import dev.playhead.event.Partition;
import dev.playhead.event.Position;
import dev.playhead.filter.FilterCodec;
import dev.playhead.filter.FilterLimits;
import dev.playhead.group.Bounded;
import dev.playhead.group.Gate;
import dev.playhead.group.GroupSettings;
import dev.playhead.group.GroupSpec;
import dev.playhead.group.GroupSpecs;
import dev.playhead.group.parking.DeadLetterStore;
import dev.playhead.group.parking.Parked;
import dev.playhead.group.registry.GroupJournal;
import dev.playhead.group.registry.JournaledCursors;
import dev.playhead.log.Block;
import dev.playhead.log.Read;
import dev.playhead.log.Topic;
import dev.playhead.metrics.Meters;
import dev.playhead.stream.Batch;
import dev.playhead.stream.BatchBudget;
import dev.playhead.testing.Defaults;
import dev.playhead.testing.ManualLoop;
import dev.playhead.testing.MemoryAttempts;
import dev.playhead.testing.MemoryConfirmations;
import dev.playhead.testing.MemoryJournal;
import dev.playhead.testing.MemoryLeases;
import dev.playhead.testing.MemoryLink;
import dev.playhead.testing.MemoryLog;
import dev.playhead.testing.MemoryRedrives;
import dev.playhead.testing.MemoryStore;
import dev.playhead.tracing.Traces;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.json.JsonArray;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The group {@code billing} over the topic {@code orders}, on stores in memory; its clock and its loop move by hand. */
final class GroupWorld {
    static final String GROUP = "billing";
    static final Duration BACKOFF = Duration.ofSeconds(10);
    static final Duration DEADLINE = Duration.ofSeconds(30);
    static final int RETRY = 2;
    private static final long START = 1_700_000_000_000L;

    final GroupSettings settings = Defaults.of(GroupSettings.class);
    final ManualLoop loop = new ManualLoop();
    final MemoryStore store = new MemoryStore();
    final MemoryLink link = new MemoryLink(store);
    final MemoryJournal deadLetterJournal = new MemoryJournal();
    final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    final SentEvents sentEvents = new SentEvents(4, 2);
    final MemoryLog log = new MemoryLog(() -> this.now);
    final Topic topic = log.topic("orders", 2);
    final ConnectionContext connection;
    private final FilterCodec filters = new FilterCodec(Defaults.of(FilterLimits.class), () -> {});
    private final Meters meters = new Meters(registry);
    private final GroupStores stores;
    private final GroupSpec.OnParked onParked;
    long now = START;

    GroupWorld(GroupSpec.OnParked onParked) {
        this(onParked, "[]", null);
    }

    GroupWorld(GroupSpec.OnParked onParked, String filter, @Nullable Bounded bounded) {
        this.onParked = onParked;
        stores = new GroupStores(
                new MemoryLeases(store, link, settings.lease(), this::nanos),
                new MemoryConfirmations(store, link),
                new MemoryAttempts(store, link),
                new MemoryRedrives(store, link),
                new JournaledCursors(
                        new GroupJournal(new MemoryJournal(), new GroupSpecs(settings, filters)), cursor -> {}),
                new DeadLetterStore(deadLetterJournal, 1000, 1 << 20, meters),
                log,
                log);
        connection = connection("node-1", filter, bounded);
    }

    /** A connection of the group as it is with that filter. */
    ConnectionContext connection(String member, String filter, @Nullable Bounded bounded) {
        return new ConnectionContext(
                GROUP,
                member,
                new GroupSpec(
                        List.of("orders"),
                        filter,
                        "\"earliest\"",
                        new GroupSpec.Handling(
                                DEADLINE, RETRY, GroupSpec.BackoffPolicy.LINEAR, BACKOFF, 1_000, 10_000, onParked)),
                filters.parse(new JsonArray(filter)),
                bounded,
                Gate.OPEN,
                loop.context(),
                new ConnectionContext.OfNode(
                        settings,
                        stores,
                        new Delivery(Defaults.of(DeliverySettings.class), log, log, filters, meters, Traces.OFF),
                        new GroupMeters(meters),
                        () -> now,
                        this::nanos));
    }

    private long nanos() {
        return now * 1_000_000;
    }

    Partition partition(int index) {
        return new Partition("orders", index);
    }

    void pass(Duration time) {
        now += time.toMillis();
    }

    /** Appends an event to partition 0; returns its offset. */
    long append(String key, String id) {
        return append(0, key, id);
    }

    long append(int partition, String key, String id) {
        return append(partition, key, id, key);
    }

    long append(int partition, String key, String id, String type) {
        byte[] value = ("{\"specversion\":\"1.0\",\"id\":\"" + id + "\",\"source\":\"/test\",\"type\":\"" + type
                        + "\"}")
                .getBytes(StandardCharsets.UTF_8);
        byte[] mediaType = "application/cloudevents+json".getBytes(StandardCharsets.UTF_8);
        return log.put(
                partition(partition),
                key.getBytes(StandardCharsets.UTF_8),
                value,
                List.of(new Event.Header("content-type", mediaType)),
                now);
    }

    Block block(int partition, long offset) {
        return ((Read.Loaded) log.read(partition(partition), offset).result()).block();
    }

    Identity identity(long offset) {
        Block block = block(0, offset);
        return block.identity(block.indexOf(offset));
    }

    /** Another node has the confirmation of the event. */
    void confirmElsewhere(long offset) {
        connection.stores().confirmations().confirm(GROUP, topic, List.of(), List.of(identity(offset)));
    }

    Optional<Parked> deadLetter(long offset) {
        return connection
                .stores()
                .deadLetters()
                .find(GROUP, new Position("orders", 0, offset))
                .result();
    }

    /** Parks the event as an owner before did. */
    void parkedBefore(long offset) {
        Block block = block(0, offset);
        int row = block.indexOf(offset);
        connection
                .stores()
                .deadLetters()
                .park(new Parked(
                        GROUP,
                        new Parked.Original(
                                topic.id(),
                                new Position("orders", 0, offset),
                                now,
                                true,
                                block.key(row),
                                block.identity(row),
                                block.event(row).toString(StandardCharsets.UTF_8)),
                        new Parked.Failure("broken", RETRY + 1, now, now)));
    }

    /** The offsets of a batch, in the order in which the client gets them. */
    static List<Long> offsets(Batch batch) {
        List<Long> offsets = new ArrayList<>();
        for (Batch.Run run : batch.runs()) {
            for (int row = run.from(); row < run.to(); row++) {
                offsets.add(run.block().offset(row));
            }
        }
        return offsets;
    }

    static BatchBudget budget(int events) {
        return new BatchBudget(events, Long.MAX_VALUE, Long.MAX_VALUE);
    }
}
