package dev.playhead.kafka.read;

import dev.playhead.event.Partition;
import dev.playhead.log.Block;
import dev.playhead.log.Read;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;

/**
 * A stretch of one partition on its way from the log: from where it is read and where it must end at the latest. Who
 * waits for it is guarded by its partition's {@link PartitionBlocks}; the loading thread only looks at the limit.
 */
final class Load {
    private final Partition partition;
    private final long from;
    private final int epochBelow;
    private final long knownEnd;
    private volatile long limit;

    // Guarded by the partition's blocks
    private final List<Reading> readings = new ArrayList<>(2);
    private int ahead;
    private boolean voided;

    /**
     * @param epochBelow the leader epoch of the record just below, for the log to find out whether it was cut off; or -1
     * @param knownEnd what is known of the log's end, which may have moved on
     */
    Load(Partition partition, long from, long limit, int epochBelow, long knownEnd) {
        this.partition = partition;
        this.from = from;
        this.limit = limit;
        this.epochBelow = epochBelow;
        this.knownEnd = knownEnd;
    }

    Partition partition() {
        return partition;
    }

    long from() {
        return from;
    }

    int epochBelow() {
        return epochBelow;
    }

    long knownEnd() {
        return knownEnd;
    }

    /** The block must not reach beyond; it may be lowered while the load is under way. */
    long limit() {
        return limit;
    }

    void lowerLimit(long to) {
        limit = Math.min(limit, to);
    }

    List<Reading> readings() {
        return readings;
    }

    /** Returns the number of further blocks to read after this one before a reader asks. */
    int ahead() {
        return ahead;
    }

    void raiseAhead(int to) {
        ahead = Math.max(ahead, to);
    }

    /** Returns whether the log was cut off since the load was planned, so that what it brings is told but not kept. */
    boolean voided() {
        return voided;
    }

    void makeVoid() {
        voided = true;
    }

    /** The outcome of a load. */
    sealed interface Result {
        /** The block begins where the load did; {@code end} is the log's end as far as it was seen. */
        record Made(Block block, long end) implements Result {}

        /** The load began at the log's end, and there is nothing yet. */
        record Nothing(long end) implements Result {}

        /** The load began outside of what the log holds: [start, end). */
        record Outside(long start, long end) implements Result {}

        /** The block below the load is no longer that of the log, which was cut off under another leader. */
        record Diverged() implements Result {}

        record Failed(Throwable cause) implements Result {}
    }

    /** A read that waits for the load. */
    record Reading(long offset, Promise<Read> answer) {}
}
