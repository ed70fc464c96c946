package dev.playhead.log;

import dev.playhead.event.Partition;
import io.vertx.core.Future;
import java.util.List;

/**
 * The way out of the log: blocks, shared by all who read the same stretch. Calls return at once, from any thread;
 * Futures complete on any thread, at once where the block is at hand.
 */
public interface LogReader {
    /** The block at the offset; loads it where it must. Fails with {@code unavailable} while the log is away. */
    Future<Read> read(Partition partition, long offset);

    /**
     * Calls {@code wake} once, on any thread, when the partition's end has passed {@code offset}: at once where it
     * already has. Spurious calls are allowed. While anybody waits the tail of the partition is followed.
     */
    Wait awaitBeyond(Partition partition, long offset, Runnable wake);

    /** Asks the log for the readable offsets of each partition. */
    Future<List<Bounds>> bounds(Topic topic);

    /**
     * For each partition the earliest offset whose record has a timestamp at or after {@code recorded} (epoch
     * milliseconds), or the end where there is none. Later records may have smaller timestamps.
     */
    Future<List<Long>> firstAtOrAfter(Topic topic, long recorded);

    /**
     * Returns whether readers see all that the partition's leader has taken so far: each in-sync replica has it, and no open
     * transaction hides it. Fails where that cannot be told.
     */
    Future<Boolean> showsAll(Partition partition);

    /** A wait that can be given up. */
    interface Wait {
        void cancel();
    }
}
