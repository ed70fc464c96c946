package dev.playhead.group;

import dev.playhead.event.Partition;
import io.vertx.core.Future;
import java.util.Map;

/**
 * Shows the progress of groups to the log's own tools. Nothing here ever reads it. Calls come from any thread; Futures
 * complete on any thread.
 */
public interface Mirror {
    /** Writes these cursors; those of other partitions stay. It ignores deleted partitions. */
    Future<Void> show(String group, Map<Partition, Long> cursors);

    /** Shows nothing of the group any more. */
    Future<Void> forget(String group);
}
