package dev.playhead.log;

import dev.playhead.event.Partition;

/**
 * The readable offsets of a partition: [start, end), with the last stable offset as the end.
 *
 * @param leaderEpoch the epoch of the partition's leader; -1 where it is not known
 */
public record Bounds(Partition partition, long start, long end, int leaderEpoch) {}
