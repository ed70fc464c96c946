package dev.playhead.group.member;

import dev.playhead.delivery.Delivery;
import dev.playhead.delivery.DeliverySettings;
import dev.playhead.delivery.request.Start;
import dev.playhead.delivery.request.Stop;
import dev.playhead.delivery.request.StreamRequest;
import dev.playhead.event.EventFilter;
import dev.playhead.event.EventId;
import dev.playhead.event.Partition;
import dev.playhead.event.Position;
import dev.playhead.event.Refusal;
import dev.playhead.filter.FilterCodec;
import dev.playhead.filter.FilterLimits;
import dev.playhead.group.Bounded;
import dev.playhead.group.DeliverySelector;
import dev.playhead.group.Gate;
import dev.playhead.group.GroupSettings;
import dev.playhead.group.GroupSpec;
import dev.playhead.group.Lease;
import dev.playhead.group.Leases;
import dev.playhead.group.parking.DeadLetterStore;
import dev.playhead.group.partition.AssignmentRound;
import dev.playhead.group.partition.ConnectionContext;
import dev.playhead.group.partition.GroupMeters;
import dev.playhead.group.partition.GroupStores;
import dev.playhead.group.partition.Loading;
import dev.playhead.group.partition.PartitionHost;
import dev.playhead.group.partition.SentEvents;
import dev.playhead.group.partition.ServedPartition;
import dev.playhead.group.registry.InitialCursors;
import dev.playhead.log.Topic;
import dev.playhead.metrics.Meters;
import dev.playhead.stream.Batch;
import dev.playhead.stream.BatchBudget;
import dev.playhead.stream.Gap;
import dev.playhead.stream.TurnTime;
import dev.playhead.testing.Defaults;
import dev.playhead.testing.ManualLoop;
import dev.playhead.testing.MemoryAttempts;
import dev.playhead.testing.MemoryConfirmations;
import dev.playhead.testing.MemoryCursors;
import dev.playhead.testing.MemoryJournal;
import dev.playhead.testing.MemoryLeases;
import dev.playhead.testing.MemoryLink;
import dev.playhead.testing.MemoryLog;
import dev.playhead.testing.MemoryRedrives;
import dev.playhead.testing.MemoryStore;
import dev.playhead.tracing.Traces;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** A node's stores in memory, one group of the topic {@code orders} with three partitions, and a clock that the test moves. */
final class MemberWorld {
    static final String GROUP = "billing";
    static final Duration DEADLINE = Duration.ofSeconds(2);
    static final Duration LEASE = Duration.ofSeconds(10);
    static final Duration SYNC = Duration.ofMillis(800);
    static final Duration DRAIN = Duration.ofSeconds(3);
    static final Duration CURSOR_INTERVAL = Duration.ofMillis(200);
    static final Duration TOKEN_INTERVAL = Duration.ofSeconds(1);
    static final int STUCK_AFTER = 3;
    static final int MAX_CONFIRMING = 2;
    private static final TurnTime TIME = new TurnTime(Duration.ofMillis(5), () -> -1);
    static final int FELL_BEHIND = 100;
    static final Duration UNASKED = Duration.ofSeconds(4);

    static final GroupSettings SETTINGS = new GroupSettings(
            DEADLINE,
            2,
            GroupSpec.BackoffPolicy.LINEAR,
            Duration.ofMillis(100),
            Duration.ofSeconds(1),
            1000,
            100_000,
            10_000,
            500,
            GroupSpec.OnParked.PASS,
            100,
            LEASE,
            SYNC,
            DRAIN,
            CURSOR_INTERVAL,
            Duration.ofSeconds(1),
            Duration.ofHours(1),
            1000,
            1000,
            STUCK_AFTER,
            UNASKED,
            100,
            TOKEN_INTERVAL,
            FELL_BEHIND,
            MAX_CONFIRMING,
            3,
            Duration.ofMillis(250),
            1000,
            Duration.ofMillis(200),
            Duration.ofSeconds(1));

    final ManualLoop loop = new ManualLoop();
    final MemoryLog log = new MemoryLog(loop::millis);
    final Topic topic = log.topic("orders", 3);
    final MemoryStore store = new MemoryStore();
    final MemoryLink leaseLink = new MemoryLink(store);
    final MemoryLink confirmLink = new MemoryLink(store);
    final MemoryLink cursorLink = new MemoryLink(new Object());
    final MemoryCursors cursors = new MemoryCursors(cursorLink);
    final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    final Meters meters = new Meters(registry);
    final GroupStores stores = new GroupStores(
            new MemoryLeases(store, leaseLink, LEASE, loop::nanos),
            new MemoryConfirmations(store, confirmLink),
            new MemoryAttempts(store, new MemoryLink(store)),
            new MemoryRedrives(store, new MemoryLink(store)),
            cursors,
            new DeadLetterStore(new MemoryJournal(), 1000, 1 << 20, meters),
            log,
            log);
    final Set<GroupConnection> open = new HashSet<>();
    private final Delivery delivery = new Delivery(
            Defaults.of(DeliverySettings.class),
            log,
            log,
            new FilterCodec(Defaults.of(FilterLimits.class), () -> {}),
            meters,
            Traces.OFF);
    private final GroupMeters groupMeters = new GroupMeters(meters);
    private List<String> topics = List.of("orders");

    /** The group reads this topic too. */
    Topic reads(String name, int partitions) {
        Topic made = log.topic(name, partitions);
        List<String> all = new ArrayList<>(topics);
        all.add(name);
        topics = all;
        return made;
    }

    static Partition orders(int index) {
        return new Partition("orders", index);
    }

    /** Appends events of these ids, each with a key of its own. */
    void append(Partition partition, int... ids) {
        IntStream.of(ids)
                .forEach(id -> log.put(
                        partition, "{\"specversion\":\"1.0\",\"id\":\"" + id + "\",\"source\":\"/t\",\"type\":\"t\"}"));
    }

    ConnectionContext context(String member) {
        return context(member, null, Gate.OPEN);
    }

    ConnectionContext context(String member, @Nullable Bounded bounded, Gate gate) {
        return new ConnectionContext(
                GROUP,
                member,
                GroupSpec.of(topics, "[]", "\"earliest\"", SETTINGS),
                EventFilter.ALL,
                bounded,
                gate,
                loop.context(),
                new ConnectionContext.OfNode(SETTINGS, stores, delivery, groupMeters, loop::millis, loop::nanos));
    }

    Coordinator coordinator(@Nullable BoundedProgress progress) {
        return new Coordinator(GROUP, topics, progress, SETTINGS, stores, loop.context(), loop::nanos);
    }

    GroupConnection connection(ConnectionContext context, long credit, RecordedMember outlet, Coordinator coordinator) {
        StreamRequest request = new StreamRequest(
                topics,
                new Start.Earliest(),
                new Stop.Never(),
                EventFilter.ALL,
                StreamRequest.Order.PARTITION,
                credit,
                StreamRequest.FrameBounds.DEFAULT,
                new StreamRequest.OfGroup(GROUP, new JsonObject()));
        GroupConnection connection = new GroupConnection(context, request, outlet, coordinator, open);
        Map<String, Topic> byName = new HashMap<>();
        topics.forEach(name -> byName.put(name, log.find(name).result()));
        connection.beginAt(new InitialCursors.Begun(byName, Map.of()));
        return connection;
    }

    /** All of the partitions up to where they end now. */
    Bounded bounded(boolean byTime) {
        Map<Partition, Bounded.Range> ranges = new HashMap<>();
        topic.all().forEach(each -> ranges.put(each, new Bounded.Range(topic.id(), 0, log.end(each), 0)));
        return new Bounded(ranges, Long.MIN_VALUE, Long.MAX_VALUE, byTime, null, 0);
    }

    /** What the leases say for the member, which is shown by it, where it should serve these partitions. */
    AssignmentRound round(String member, Integer... partitions) {
        return round(member, Set.of(), partitions);
    }

    AssignmentRound round(String member, Set<String> gone, Integer... partitions) {
        Map<Partition, String> target = new HashMap<>();
        topic.all().forEach(each -> target.put(each, "another"));
        List.of(partitions).forEach(index -> target.put(orders(index), member));
        return round(member, gone, target);
    }

    AssignmentRound round(String member, Set<String> gone, Map<Partition, String> target) {
        long askedAt = loop.nanos();
        Leases.View view = done(stores.leases().sync(GROUP, List.of(member)));
        Map<Partition, Lease> mine = new HashMap<>();
        view.mine().forEach(lease -> mine.put(lease.partition(), lease));
        Map<String, Topic> byName = new HashMap<>();
        topics.forEach(name -> byName.put(name, done(log.find(name))));
        return new AssignmentRound(askedAt, mine, target, view.holders(), byName, gone, 0);
    }

    double counter(String name, String... tags) {
        return registry.get(name).tags(tags).counter().count();
    }

    static DeliverySelector positions(Position... positions) {
        return new DeliverySelector(List.of(positions), List.of(), List.of(), List.of());
    }

    static DeliverySelector position(int partition, long offset) {
        return positions(new Position("orders", partition, offset));
    }

    static DeliverySelector events(EventId... events) {
        return new DeliverySelector(List.of(), List.of(events), List.of(), List.of());
    }

    static DeliverySelector ids(String... ids) {
        return new DeliverySelector(List.of(), List.of(), List.of(ids), List.of());
    }

    /** Partitions that a member serves without a connection around them. */
    final class Serving implements AssignedPartitions.Owner, PartitionHost {
        final ConnectionContext context;
        final RecordedMember outlet = new RecordedMember();
        final CursorCommitter committer;
        final AssignedPartitions assigned;
        final SentEvents sent = new SentEvents(100, 100);
        final List<Refusal> refusals = new ArrayList<>();
        int turns;
        int syncs;

        Serving(ConnectionContext context) {
            this.context = context;
            this.committer = new CursorCommitter(context);
            this.assigned = new AssignedPartitions(context, committer, outlet, this);
        }

        @Override
        public ServedPartition serve(Loading.Loaded loaded) {
            return new ServedPartition(this, sent, context, loaded);
        }

        @Override
        public void wake() {
            turns++;
        }

        @Override
        public boolean isDue(long recorded, long now) {
            return true;
        }

        @Override
        public void gap(Gap gap) {
            outlet.gap(gap);
        }

        @Override
        public void failed(Refusal refusal) {
            outlet.failed(refusal);
        }

        @Override
        public void troubled(Partition partition, Refusal refusal) {
            refusals.add(refusal);
        }

        @Override
        public Future<Void> write(Partition partition) {
            ServedPartition served = assigned.find(partition);
            return served == null ? Future.succeededFuture() : committer.write(List.of(served));
        }

        @Override
        public void turn() {
            turns++;
        }

        @Override
        public void sync() {
            syncs++;
        }

        ServedPartition at(int partition) {
            ServedPartition found = assigned.find(orders(partition));
            if (found == null) {
                throw new AssertionError("partition " + partition + " is not served");
            }
            return found;
        }

        /** Takes these partitions, and gives up all others. */
        Serving take(Integer... partitions) {
            assigned.round(round(context.member(), partitions));
            loop.run();
            return this;
        }

        /** Reads and looks up, and gives out nothing. */
        void read() {
            for (int round = 0; round < 5; round++) {
                assigned.list().forEach(served -> served.pump(TIME));
                loop.run();
            }
        }

        /** Gives out all that may be given out; returns how many events. */
        int send() {
            Batch batch = new Batch();
            BatchBudget budget = new BatchBudget(1000, Long.MAX_VALUE, Long.MAX_VALUE);
            for (int round = 0; round < 5; round++) {
                assigned.list().forEach(served -> served.pump(TIME));
                loop.run();
                assigned.list().forEach(served -> served.gather(batch, budget));
            }
            return batch.events();
        }
    }

    static <T> T done(Future<T> future) {
        if (!future.isComplete()) {
            throw new AssertionError("it is not answered");
        }
        return future.result();
    }
}
