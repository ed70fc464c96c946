package dev.playhead.metrics;

import java.util.List;

/**
 * Lists every meter of Playhead: its name, its meaning and its labels (such as route and topic; never key, id or
 * address).
 */
public enum Meter {
    APPENDS(Kind.COUNTER, "playhead.appends", "Completed appends of events, by outcome", "topic", "outcome"),
    APPEND_BYTES(Kind.COUNTER, "playhead.append.bytes", "Bytes of stored events", "topic"),
    APPEND_LATENCY(
            Kind.TIMER, "playhead.append.latency", "Time from admission to the log's answer, one sample per batch"),
    IN_FLIGHT_EVENTS(Kind.GAUGE, "playhead.ingest.inflight.events", "Admitted events without an answer"),
    IN_FLIGHT_BYTES(Kind.GAUGE, "playhead.ingest.inflight.bytes", "Bytes of admitted events without an answer"),
    EDGE_RECEIVED(Kind.GAUGE, "playhead.edges.received.bytes", "Bytes received from clients and not yet decoded"),
    EDGE_UNREAD(Kind.GAUGE, "playhead.edges.unread.bytes", "Bytes written to clients that the clients have not read"),
    REFUSED(
            Kind.COUNTER,
            "playhead.refused",
            "Refusals by problem code: one per event, or one per request that the node refused before it read the events",
            "code"),
    WINDOW_SKIPPED(
            Kind.COUNTER,
            "playhead.window.skipped",
            "Events appended without the duplicate window because Redis was unavailable"),
    WINDOW_UNWRITTEN(
            Kind.GAUGE, "playhead.window.unwritten", "Append results that wait for a write to the duplicate window"),
    BLOCKS_LOADED(
            Kind.COUNTER,
            "playhead.blocks.loaded",
            "Blocks read from the log; by=load counts old data, by=tail new data",
            "by"),
    BLOCK_BYTES_LOADED(Kind.COUNTER, "playhead.blocks.loaded.bytes", "Bytes of blocks read from the log", "by"),
    CACHE_HITS(Kind.COUNTER, "playhead.blocks.hits", "Reads served from memory"),
    CACHE_BYTES(Kind.GAUGE, "playhead.blocks.bytes", "Bytes of blocks in memory", "in"),
    BLOCKS_EVICTED(Kind.COUNTER, "playhead.blocks.evicted", "Blocks evicted from memory"),
    BLOCKS_RELOADED(Kind.COUNTER, "playhead.blocks.reloaded", "Blocks read from the log again after a recent eviction"),
    SUBSCRIPTIONS(Kind.GAUGE, "playhead.subscriptions", "Open subscriptions", "topic"),
    CREDIT(Kind.GAUGE, "playhead.credit", "Unspent credit of the open subscriptions, in events", "topic"),
    DELIVERED(Kind.COUNTER, "playhead.delivered", "Events sent to subscribers", "topic"),
    DELIVERED_BYTES(Kind.COUNTER, "playhead.delivered.bytes", "Bytes sent to subscribers", "topic"),
    FILTERED_OUT(Kind.COUNTER, "playhead.filtered", "Events that a subscriber's filter rejected", "topic"),
    FILTER_ERRORS(
            Kind.COUNTER,
            "playhead.filter.errors",
            "CESQL evaluations that failed on an event; a failure counts as no match"),
    LAG(Kind.GAUGE, "playhead.lag", "Largest lag of an open subscription, in offsets", "topic"),
    STALLED(
            Kind.GAUGE,
            "playhead.stalled",
            "Subscriptions without delivery for delivery.stalledAfter, despite lag and credit"),
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
            "Events that the node skipped because the group had confirmed them before",
            "group",
            "topic"),
    GROUP_REPEATABLE(
            Kind.COUNTER,
            "playhead.group.repeatable",
            "Confirmations missing from the journal at the loss of a lease; an empty Redis would lose them",
            "group",
            "topic"),
    GROUP_PARTITIONS(
            Kind.GAUGE, "playhead.group.partitions", "Partitions of a group that this node serves", "group", "topic"),
    GROUP_LAG(
            Kind.GAUGE, "playhead.group.lag", "Lag of a group's partitions on this node, in offsets", "group", "topic"),
    GROUP_IN_FLIGHT(
            Kind.GAUGE, "playhead.group.inflight", "Unconfirmed events at a group's consumers", "group", "topic"),
    GROUP_WAITING(
            Kind.GAUGE,
            "playhead.group.waiting",
            "Events of a group that wait for credit, a retry or an earlier event of their key",
            "group",
            "topic"),
    GROUP_STUCK(
            Kind.GAUGE,
            "playhead.group.stuck",
            "Partitions of a group that do not move, as listed under stuck by GET /v1/groups/{group}",
            "group",
            "topic"),
    PARKED(Kind.GAUGE, "playhead.parked", "Currently parked events of a group", "group", "topic"),
    PARKINGS(Kind.COUNTER, "playhead.parkings", "Events that a group parked", "group", "topic"),
    REDRIVES(Kind.COUNTER, "playhead.redrives", "Parked events that a caller asked to redrive", "group", "topic"),
    DISCARDS(Kind.COUNTER, "playhead.discards", "Parked events that a caller discarded", "group", "topic"),
    REPLAYS(Kind.GAUGE, "playhead.replays", "Replays in the cluster, by state", "state"),
    REPLAYS_ENDED(Kind.COUNTER, "playhead.replays.ended", "Replays that this node ended, by state", "state"),
    REPLAYS_ABANDONED(
            Kind.COUNTER, "playhead.replays.abandoned", "Targets that this node failed for lack of a consumer"),
    REPLAYS_STALLED(
            Kind.GAUGE,
            "playhead.replays.stalled",
            "Stalled targets of running replays with a consumer, as seen by this node"),
    REPLAY_LIMIT(
            Kind.GAUGE,
            "playhead.replay.limit",
            "Rate limit of all replays of this node, in bytes per second; 16 GiB means no limit"),
    REPLAY_YIELDED(Kind.COUNTER, "playhead.replay.yielded", "Seconds in which live traffic slowed replays down"),
    CHILD_RESTARTS(Kind.COUNTER, "playhead.sandbox.restarts", "Restarts of a child process", "child"),
    READY(Kind.GAUGE, "playhead.ready", "1 while the dependency is ready, otherwise 0", "dependency"),
    CLUSTER_MEMBERS(Kind.GAUGE, "playhead.cluster.members", "Nodes that this node sees, including itself"),
    DISK_FREE(Kind.GAUGE, "playhead.disk.free", "Free bytes on the file system of the data directory"),
    DISK_SIZE(Kind.GAUGE, "playhead.disk.size", "Size of the file system of the data directory, in bytes"),
    CONFIRMATION_COPIES(
            Kind.GAUGE, "playhead.confirmations.copies", "Bytes of this node's copies of confirmation logs"),
    CONFIRMATION_COPIES_REFUSED(
            Kind.COUNTER,
            "playhead.confirmations.copies.refused",
            "Copies of confirmation logs that exceeded the heap limit; the group had to wait"),
    CONFIRMATIONS_READ(
            Kind.COUNTER,
            "playhead.confirmations.read",
            "Confirmations that this node read from Redis, written by other nodes or evicted by itself"),
    REDIS_MEMORY_USED(Kind.GAUGE, "playhead.redis.memory.used", "Memory that Redis uses, in bytes"),
    REDIS_MEMORY_LIMIT(
            Kind.GAUGE,
            "playhead.redis.memory.limit",
            "Memory limit of Redis in bytes: maxmemory, or the memory of its machine"),
    PRODUCER_LATENCY(
            Kind.GAUGE,
            "playhead.kafka.producer.latency",
            "Recent mean time of Kafka's answer to an append, in seconds"),
    PRODUCER_BUFFER_FREE(Kind.GAUGE, "playhead.kafka.producer.buffer.free", "Free bytes of the producer's buffer"),
    PRODUCER_ERRORS(
            Kind.GAUGE,
            "playhead.kafka.producer.errors",
            "Recent rate of failed records at Kafka's producer, per second"),
    PRODUCER_RETRIES(
            Kind.GAUGE,
            "playhead.kafka.producer.retries",
            "Recent rate of repeated records at Kafka's producer, per second"),
    PRODUCERS_REPLACED(
            Kind.COUNTER,
            "playhead.kafka.producer.replaced",
            "Producers that the node replaced, along with their appends in flight");

    /** The kind of a meter. */
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
