package dev.playhead.group;

import dev.playhead.event.Partition;
import dev.playhead.log.Topic;
import io.vertx.core.Future;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The durable cursors of groups. Calls come from any thread; Futures complete on any thread. */
public interface CursorStore {
    /** Writes them; succeeds once all are committed. */
    Future<Void> put(List<GroupCursor> places);

    /** The places of the group in the topic by partition, as of now, those of the highest epochs. */
    Future<Map<Integer, GroupCursor>> load(String group, Topic topic);

    /** The same for all of these topics, by partition. */
    default Future<Map<Partition, GroupCursor>> loadAll(String group, Collection<Topic> topics) {
        List<Future<Map<Integer, GroupCursor>>> asked =
                topics.stream().map(topic -> load(group, topic)).toList();
        return Future.all(asked).map(all -> {
            Map<Partition, GroupCursor> cursors = new HashMap<>();
            asked.forEach(each -> each.result().values().forEach(cursor -> cursors.put(cursor.at(), cursor)));
            return cursors;
        });
    }

    /** Forgets the places of the group in the topic. */
    Future<Void> forget(String group, Topic topic);

    /** Forgets the group. */
    Future<Void> forget(String group);
}
