package dev.playhead.group.partition;

import dev.playhead.event.Partition;
import dev.playhead.group.Lease;
import dev.playhead.group.Leases;
import dev.playhead.log.Topic;
import java.util.Map;
import java.util.Set;

/**
 * Holds the result of one round of lease calls of a group, for one of its connections.
 *
 * @param askedAt its begin, as {@link System#nanoTime()}: it lacks leases taken later
 * @param mine the leases that the connection holds
 * @param target the connection that should serve each partition
 * @param holders the connection that serves each partition
 * @param topics by name
 * @param gone the topics of a bounded group that no longer exist
 * @param unfinished the number of partitions of a bounded group before their ends; 0 if it is unknown
 */
public record AssignmentRound(
        long askedAt,
        Map<Partition, Lease> mine,
        Map<Partition, String> target,
        Map<Partition, Leases.Holder> holders,
        Map<String, Topic> topics,
        Set<String> gone,
        int unfinished) {}
