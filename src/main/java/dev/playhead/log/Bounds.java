package dev.playhead.log;

import dev.playhead.event.Partition;

/**
 * Holds the readable offsets of a partition: [start, end), with the last stable offset as the end.
 *
 * @param leaderEpoch the epoch of the partition's leader; -1 if it is unknown
 */
public record Bounds(Partition partition, long start, long end, int leaderEpoch) {}
