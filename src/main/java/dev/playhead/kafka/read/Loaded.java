package dev.playhead.kafka.read;

import dev.playhead.log.Block;

/** How a {@link Load} ended. */
sealed interface Loaded {
    /** The block begins where the load did; {@code end} is the log's end as far as it was seen. */
    record Made(Block block, long end) implements Loaded {}

    /** The load began at the log's end, and there is nothing yet. */
    record Nothing(long end) implements Loaded {}

    /** The load began outside of what the log holds: [start, end). */
    record Outside(long start, long end) implements Loaded {}

    /** The block below the load is no longer that of the log, which was cut off under another leader. */
    record Diverged() implements Loaded {}

    record Failed(Throwable cause) implements Loaded {}
}
