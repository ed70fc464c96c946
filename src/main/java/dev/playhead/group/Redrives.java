package dev.playhead.group;

import dev.playhead.event.Partition;
import io.vertx.core.Future;
import java.util.List;

/**
 * Keeps the requests to redrive parked events: any node asks, the node that serves the partition finds them. Calls come
 * from any thread; Futures complete on any thread, and fail with {@code unavailable} while the store is away.
 */
public interface Redrives {
    /** Asks for them; asking again changes nothing. */
    Future<Void> ask(String group, Partition partition, List<Long> offsets);

    /** Returns the unfinished requests of the partition, in the order of the offsets. */
    Future<List<Long>> asked(String group, Partition partition);

    /** Removes the requests of events that are settled or have failed again. */
    Future<Void> done(String group, Partition partition, List<Long> offsets);
}
