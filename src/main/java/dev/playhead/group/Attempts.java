package dev.playhead.group;

import dev.playhead.event.Partition;
import io.vertx.core.Future;
import java.util.List;

/**
 * Counts the attempts of events that are tried more than once, in a store that all nodes share, until the events are
 * settled. Calls come from any thread; Futures complete on any thread, and fail with {@code unavailable} while the
 * store is unavailable.
 */
public interface Attempts {
    /** Writes attempts before they begin, in place of earlier ones. */
    Future<Void> put(String group, Partition partition, List<Attempt> attempts);

    /** Loads all attempts of the partition. */
    Future<List<Attempt>> load(String group, Partition partition);

    /** Removes the attempts of settled events. */
    Future<Void> forget(String group, Partition partition, List<Long> offsets);

    /** Forgets all of the partition. */
    Future<Void> forgetAll(String group, Partition partition);

    /**
     * @param number from 1
     * @param firstAt when the first attempt began, in epoch milliseconds
     */
    record Attempt(long offset, int number, long firstAt) {}
}
