package dev.playhead.group.partition;

import dev.playhead.event.Partition;
import dev.playhead.group.Lease;
import dev.playhead.group.Leases;
import dev.playhead.log.Topic;
import java.util.Map;
import java.util.Set;

/**
 * The result of one look at the leases of a group, for one of its connections.
 *
 * @param askedAt when it began, as {@link System#nanoTime()}: leases that were taken later are not in it
 * @param mine the leases that the connection holds
 * @param target which connection should serve what
 * @param holders which does
 * @param topics by name
 * @param gone those topics of a bounded group that are not there any more
 * @param unfinished how many partitions of a bounded group are not at their ends; 0 where that is not known
 */
public record AssignmentRound(
        long askedAt,
        Map<Partition, Lease> mine,
        Map<Partition, String> target,
        Map<Partition, Leases.Holder> holders,
        Map<String, Topic> topics,
        Set<String> gone,
        int unfinished) {}
