package dev.playhead.stream;

import dev.playhead.event.Partition;

/**
 * A stretch of a partition, [from, to), that a subscriber expected and that can no longer be read.
 *
 * @param reason {@code retention}, or {@code truncated} or {@code recreated}: then {@code to}, from where it goes on, may
 *     be below {@code from}
 */
public record Gap(Partition partition, long from, long to, String reason) {}
