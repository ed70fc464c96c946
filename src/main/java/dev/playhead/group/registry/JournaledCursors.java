package dev.playhead.group.registry;

import dev.playhead.group.CursorStore;
import dev.playhead.group.GroupCursor;
import dev.playhead.log.Topic;
import io.vertx.core.Future;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Keeps the durable cursors of groups in their journal: one value for each epoch. The value of the highest epoch counts,
 * so that a late write of a former owner moves nothing. Any thread.
 *
 * <p>A former owner of a bounded group may send more events than its successor finds counted, and write so late. Replays
 * report these sendings, so a value stays until one of a higher epoch counts as many.
 */
public final class JournaledCursors implements CursorStore {
    private final GroupJournal journal;
    private final Consumer<GroupCursor> moved;

    /** @param moved takes each cursor written here, unless a later owner has written one; any thread */
    public JournaledCursors(GroupJournal journal, Consumer<GroupCursor> moved) {
        this.journal = journal;
        this.moved = moved;
    }

    @Override
    public Future<Void> put(List<GroupCursor> places) {
        return Future.all(places.stream().map(this::put).toList()).mapEmpty();
    }

    private Future<Void> put(GroupCursor place) {
        return journal.put(place).onSuccess(written -> {
            if (journal.places().isLatest(place)) {
                moved.accept(place);
            }
            if (!journal.places().before(place).isEmpty()) {
                journal.now().onSuccess(now -> removeBefore(place));
            }
        });
    }

    private void removeBefore(GroupCursor place) {
        journal.places().before(place).stream()
                .filter(former -> place.withSendingsOf(former).equals(place))
                .forEach(journal::remove);
    }

    @Override
    public Future<Map<Integer, GroupCursor>> load(String group, Topic topic) {
        return journal.now().map(now -> known(journal, group, topic));
    }

    /** The same, as far as this node knows. */
    static Map<Integer, GroupCursor> known(GroupJournal journal, String group, Topic topic) {
        Map<Integer, GroupCursor> highest = new HashMap<>();
        journal.places().all(group).stream()
                .filter(place -> isIn(place, topic))
                .forEach(place ->
                        highest.merge(place.partition(), place, (former, later) -> later.withSendingsOf(former)));
        return highest;
    }

    @Override
    public Future<Void> forget(String group) {
        return forget(group, place -> true);
    }

    @Override
    public Future<Void> forget(String group, Topic topic) {
        return forget(group, place -> isIn(place, topic));
    }

    private Future<Void> forget(String group, Predicate<GroupCursor> which) {
        return journal.now()
                .compose(now -> Future.all(journal.places().all(group).stream()
                        .filter(which)
                        .map(journal::remove)
                        .toList()))
                .mapEmpty();
    }

    private static boolean isIn(GroupCursor place, Topic topic) {
        return place.topic().equals(topic.name()) && place.topicId().equals(topic.id());
    }
}
