package dev.playhead.kafka.read;

import dev.playhead.event.Partition;
import dev.playhead.log.Block;
import dev.playhead.log.Read;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;

/**
 * Describes a load in flight of one partition: its first offset and its latest end. The partition's
 * {@link PartitionBlocks} guards its waiting readers; the loading thread only reads the limit.
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
     * @param epochBelow the leader epoch of the record just below, for the detection of a cut of the log; or -1
     * @param knownEnd the known end of the log; the present end may be higher
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

    /**
     * Returns whether the log was cut off since the plan of the load; then its readers get the block, but it is not
     * kept.
     */
    boolean voided() {
        return voided;
    }

    void makeVoid() {
        voided = true;
    }

    /** The outcome of a load. */
    sealed interface Result {
        /** The block begins at the load's first offset; {@code end} is the last seen end of the log. */
        record Made(Block block, long end) implements Result {}

        /** The load began at the log's end, without a record yet. */
        record Nothing(long end) implements Result {}

        /** The load began outside the offsets of the log: [start, end). */
        record Outside(long start, long end) implements Result {}

        /** The block below the load differs from the log, which was cut off under another leader. */
        record Diverged() implements Result {}

        record Failed(Throwable cause) implements Result {}
    }

    /** A read that waits for the load. */
    record Reading(long offset, Promise<Read> answer) {}
}
