package dev.playhead.group;

import dev.playhead.event.Partition;
import io.vertx.core.Future;
import java.util.List;

/**
 * Keeps the requests to redrive parked events. Any node adds them, and the node that serves the partition reads them.
 * Calls come from any thread; Futures complete on any thread, and fail with {@code unavailable} while the store is
 * unavailable.
 */
public interface Redrives {
    /** Requests redrives; a repeated request changes nothing. */
    Future<Void> ask(String group, Partition partition, List<Long> offsets);

    /** Returns the unfinished requests of the partition, in the order of the offsets. */
    Future<List<Long>> asked(String group, Partition partition);

    /** Removes the requests of events that are settled or have failed again. */
    Future<Void> done(String group, Partition partition, List<Long> offsets);
}
