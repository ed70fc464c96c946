package dev.playhead.group;

import dev.playhead.log.Topic;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;

/** The durable cursors of groups. Calls come from any thread; Futures complete on any thread. */
public interface CursorStore {
    /** Writes them; succeeds once all are committed. */
    Future<Void> put(List<GroupCursor> places);

    /** The places of the group in the topic by partition, as of now, those of the highest epochs. */
    Future<Map<Integer, GroupCursor>> load(String group, Topic topic);

    /** Forgets the group. */
    Future<Void> forget(String group);
}
