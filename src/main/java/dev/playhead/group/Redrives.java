package dev.playhead.group;

import dev.playhead.event.Partition;
import io.vertx.core.Future;
import java.util.List;

/**
 * Which parked events are to be delivered again: asked for on any node, found by the one that serves the partition. Calls
 * come from any thread; Futures complete on any thread, and fail with {@code unavailable} while the store is away.
 */
public interface Redrives {
    /** Asks for them; asking again changes nothing. */
    Future<Void> ask(String group, Partition partition, List<Long> offsets);

    /** Returns the unfinished requests of the partition, in the order of the offsets. */
    Future<List<Long>> asked(String group, Partition partition);

    /** They have been settled, or have failed again. */
    Future<Void> done(String group, Partition partition, List<Long> offsets);
}
