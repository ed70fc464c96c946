package dev.playhead.log;

import dev.playhead.event.Partition;

/**
 * What of a partition can be read: offsets in [start, end), where end is the last stable offset.
 *
 * @param leaderEpoch the epoch of the partition's leader; -1 where it is not known
 */
public record Bounds(Partition partition, long start, long end, int leaderEpoch) {}
