package dev.playhead.log;

import dev.playhead.event.Partition;
import io.vertx.core.Future;
import java.util.List;

/**
 * Reads the log in blocks that all readers of a range share. Calls return at once, from any thread. Futures complete on
 * any thread, and at once for a block in memory.
 */
public interface LogReader {
    /**
     * Reads the block at the offset; loads it if it is not in memory. Fails with {@code unavailable} while the log is
     * unavailable.
     */
    Future<Read> read(Partition partition, long offset);

    /**
     * Calls {@code wake} once, on any thread, when the partition's end has passed {@code offset}, at once if it already
     * has. Spurious calls are allowed. While a caller waits, the node follows the tail of the partition.
     */
    Wait awaitBeyond(Partition partition, long offset, Runnable wake);

    /** Asks the log for the readable offsets of each partition. */
    Future<List<Bounds>> bounds(Topic topic);

    /**
     * Finds for each partition the earliest offset with a timestamp at or after {@code recorded} (epoch milliseconds),
     * or the end without one. Later records may have smaller timestamps.
     */
    Future<List<Long>> firstAtOrAfter(Topic topic, long recorded);

    /**
     * Returns whether readers see every record of the partition's leader: each in-sync replica has it, and no open
     * transaction hides it. Fails if this is unknown.
     */
    Future<Boolean> showsAll(Partition partition);

    /** A wait that can be given up. */
    interface Wait {
        void cancel();
    }
}
