package dev.playhead.metrics;

import java.util.List;

/** Every meter that Playhead publishes: its name, what it counts and its labels (route and topic; never key, id or address). */
public enum Meter {
    APPENDS(Kind.COUNTER, "playhead.appends", "Events whose append ended, by outcome", "topic", "outcome"),
    APPEND_BYTES(Kind.COUNTER, "playhead.append.bytes", "Bytes of the events that were stored", "topic"),
    APPEND_LATENCY(Kind.TIMER, "playhead.append.latency", "From admission to the log's answer, a sample a batch"),
    IN_FLIGHT_EVENTS(Kind.GAUGE, "playhead.ingest.inflight.events", "Events admitted and not yet answered"),
    IN_FLIGHT_BYTES(Kind.GAUGE, "playhead.ingest.inflight.bytes", "Bytes of the events admitted and not yet answered"),
    EDGE_RECEIVED(
            Kind.GAUGE, "playhead.edges.received.bytes", "Bytes that clients have sent and that are not yet decoded"),
    EDGE_UNREAD(
            Kind.GAUGE, "playhead.edges.unread.bytes", "Bytes written to clients that the node still holds, unread"),
    REFUSED(
            Kind.COUNTER,
            "playhead.refused",
            "Refusals by problem code: one an event, and one a request that was refused before its events were read",
            "code"),
    WINDOW_SKIPPED(
            Kind.COUNTER, "playhead.window.skipped", "Events appended without the duplicate window as Redis was away"),
    WINDOW_UNWRITTEN(
            Kind.GAUGE, "playhead.window.unwritten", "Ends of appends that wait to be written to the duplicate window"),
    BLOCKS_LOADED(
            Kind.COUNTER, "playhead.blocks.loaded", "Blocks read from the log; by=load is old data, by=tail new", "by"),
    BLOCK_BYTES_LOADED(Kind.COUNTER, "playhead.blocks.loaded.bytes", "Bytes of the blocks read from the log", "by"),
    CACHE_HITS(Kind.COUNTER, "playhead.blocks.hits", "Reads answered from memory"),
    CACHE_BYTES(Kind.GAUGE, "playhead.blocks.bytes", "Bytes of the blocks held in memory", "in"),
    BLOCKS_EVICTED(Kind.COUNTER, "playhead.blocks.evicted", "Blocks that had to leave memory for others"),
    BLOCKS_RELOADED(
            Kind.COUNTER,
            "playhead.blocks.reloaded",
            "Blocks that were read from the log again, as they had been evicted lately"),
    SUBSCRIPTIONS(Kind.GAUGE, "playhead.subscriptions", "Open subscriptions", "topic"),
    CREDIT(Kind.GAUGE, "playhead.credit", "Unspent credit of the open subscriptions, in events", "topic"),
    DELIVERED(Kind.COUNTER, "playhead.delivered", "Events sent to subscribers", "topic"),
    DELIVERED_BYTES(Kind.COUNTER, "playhead.delivered.bytes", "Bytes sent to subscribers", "topic"),
    FILTERED_OUT(Kind.COUNTER, "playhead.filtered", "Events that a subscriber's filter left out", "topic"),
    FILTER_ERRORS(Kind.COUNTER, "playhead.filter.errors", "CESQL expressions that failed on an event: no match"),
    LAG(Kind.GAUGE, "playhead.lag", "Offsets between the open subscriptions and the end, the largest", "topic"),
    STALLED(Kind.GAUGE, "playhead.stalled", "Subscriptions with lag and credit to which nothing was sent for long"),
    GROUP_CONFIRMED(
            Kind.COUNTER,
            "playhead.group.confirmed",
            "Confirmations of events, by verdict",
            "group",
            "topic",
            "verdict"),
    GROUP_REDELIVERED(Kind.COUNTER, "playhead.group.redelivered", "Events sent to a group again", "group", "topic"),
    GROUP_FAILED(
            Kind.COUNTER,
            "playhead.group.failed",
            "Failed attempts, by cause: fail or deadline",
            "group",
            "topic",
            "cause"),
    GROUP_SKIPPED(Kind.COUNTER, "playhead.group.skipped", "Events that consumers skipped", "group", "topic"),
    GROUP_KNOWN(
            Kind.COUNTER,
            "playhead.group.known",
            "Events that were not delivered as the look-up found them confirmed",
            "group",
            "topic"),
    GROUP_REPEATABLE(
            Kind.COUNTER,
            "playhead.group.repeatable",
            "Confirmations not yet in the journal when the lease was lost, which an empty Redis would not know of",
            "group",
            "topic"),
    GROUP_PARTITIONS(
            Kind.GAUGE, "playhead.group.partitions", "Partitions of a group that this node serves", "group", "topic"),
    GROUP_LAG(
            Kind.GAUGE, "playhead.group.lag", "Offsets between a group's cursors here and the ends", "group", "topic"),
    GROUP_IN_FLIGHT(
            Kind.GAUGE, "playhead.group.inflight", "Events that are with a group's consumers", "group", "topic"),
    GROUP_WAITING(
            Kind.GAUGE,
            "playhead.group.waiting",
            "Events of a group that wait for credit, a retry or another of their key",
            "group",
            "topic"),
    GROUP_STUCK(
            Kind.GAUGE,
            "playhead.group.stuck",
            "What holds a group's partitions up, as GET /v1/groups/{group} tells it",
            "group",
            "topic"),
    PARKED(Kind.GAUGE, "playhead.parked", "Events that a group has parked now", "group", "topic"),
    PARKINGS(Kind.COUNTER, "playhead.parkings", "Events that a group has parked", "group", "topic"),
    REDRIVES(Kind.COUNTER, "playhead.redrives", "Parked events whose redrive was asked for", "group", "topic"),
    DISCARDS(Kind.COUNTER, "playhead.discards", "Parked events that were discarded", "group", "topic"),
    REPLAYS(Kind.GAUGE, "playhead.replays", "Replays that there are in the cluster, by state", "state"),
    REPLAYS_ENDED(
            Kind.COUNTER, "playhead.replays.ended", "Replays that this node brought to an end, by state", "state"),
    REPLAYS_ABANDONED(
            Kind.COUNTER, "playhead.replays.abandoned", "Targets that this node gave up as nobody attended them"),
    REPLAYS_STALLED(
            Kind.GAUGE,
            "playhead.replays.stalled",
            "Attended targets of running replays that this node looks after and that do not move"),
    REPLAY_LIMIT(
            Kind.GAUGE,
            "playhead.replay.limit",
            "Bytes a second that the replays of this node may send together; 16 GiB is no bound"),
    REPLAY_YIELDED(Kind.COUNTER, "playhead.replay.yielded", "Seconds in which replays were held back for what is live"),
    CHILD_RESTARTS(Kind.COUNTER, "playhead.sandbox.restarts", "Restarts of a child process", "child"),
    READY(Kind.GAUGE, "playhead.ready", "1 while this is there, 0 while the node is not ready for it", "dependency"),
    CLUSTER_MEMBERS(Kind.GAUGE, "playhead.cluster.members", "Nodes that this one sees, itself among them"),
    DISK_FREE(Kind.GAUGE, "playhead.disk.free", "Bytes that are free where the data directory is"),
    DISK_SIZE(Kind.GAUGE, "playhead.disk.size", "Bytes that there are where the data directory is"),
    CONFIRMATION_COPIES(
            Kind.GAUGE, "playhead.confirmations.copies", "Bytes of this node's copies of what groups have confirmed"),
    CONFIRMATION_COPIES_REFUSED(
            Kind.COUNTER,
            "playhead.confirmations.copies.refused",
            "Times that there was no room for a copy of what a group has confirmed, and the group had to wait"),
    CONFIRMATIONS_READ(
            Kind.COUNTER,
            "playhead.confirmations.read",
            "Confirmations that this node read from Redis: put there by other nodes, or by itself before it let go of them"),
    REDIS_MEMORY_USED(Kind.GAUGE, "playhead.redis.memory.used", "Bytes that Redis holds"),
    REDIS_MEMORY_LIMIT(
            Kind.GAUGE,
            "playhead.redis.memory.limit",
            "Bytes that Redis may hold: its maxmemory, or else the memory of its machine"),
    PRODUCER_LATENCY(
            Kind.GAUGE, "playhead.kafka.producer.latency", "Seconds that Kafka took lately to answer an append, mean"),
    PRODUCER_BUFFER_FREE(
            Kind.GAUGE, "playhead.kafka.producer.buffer.free", "Bytes of the producer's buffer that are free"),
    PRODUCER_ERRORS(
            Kind.GAUGE,
            "playhead.kafka.producer.errors",
            "Records a second that lately ended in errors at Kafka's producer"),
    PRODUCER_RETRIES(
            Kind.GAUGE, "playhead.kafka.producer.retries", "Records a second that were lately sent to Kafka again"),
    PRODUCERS_REPLACED(
            Kind.COUNTER,
            "playhead.kafka.producer.replaced",
            "Producers that were given up, with all they had in flight, and replaced");

    /** What sort of meter it is. */
    public enum Kind {
        COUNTER,
        GAUGE,
        TIMER,
        SUMMARY
    }

    private final Kind kind;
    private final String meterName;
    private final String meaning;
    private final List<String> labels;

    Meter(Kind kind, String meterName, String meaning, String... labels) {
        this.kind = kind;
        this.meterName = meterName;
        this.meaning = meaning;
        this.labels = List.of(labels);
    }

    public Kind kind() {
        return kind;
    }

    /** The name in Micrometer's form. */
    public String meterName() {
        return meterName;
    }

    /** The name as Prometheus sees it; of a timer without {@code _count}, {@code _sum} and {@code _bucket}. */
    public String published() {
        String name = meterName.replace('.', '_');
        return switch (kind) {
            case COUNTER -> name + "_total";
            case TIMER -> name + "_seconds";
            case GAUGE, SUMMARY -> name;
        };
    }

    public String meaning() {
        return meaning;
    }

    public List<String> labels() {
        return labels;
    }
}
