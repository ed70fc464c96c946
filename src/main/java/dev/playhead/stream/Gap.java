package dev.playhead.stream;

import dev.playhead.event.Partition;

/**
 * Describes a lost range of a partition, [from, to), that a subscriber expected.
 *
 * @param reason {@code retention}, or {@code truncated} or {@code recreated}: then the stream continues at {@code to},
 *     perhaps below {@code from}
 */
public record Gap(Partition partition, long from, long to, String reason) {}
