package dev.playhead.group.registry;

import dev.playhead.group.Place;
import dev.playhead.group.Places;
import dev.playhead.log.Topic;
import io.vertx.core.Future;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BinaryOperator;
import java.util.function.Consumer;

/**
 * The durable cursors of groups in their journal: one value for each epoch, so that what a former owner writes late
 * changes nothing; values of epochs before go once a higher one is there. Any thread.
 */
public final class JournaledPlaces implements Places {
    private static final BinaryOperator<Place> HIGHER = (one, other) -> one.epoch() > other.epoch() ? one : other;

    private final GroupJournal journal;
    private final Consumer<Place> moved;

    /** @param moved told of each place that has been written here; any thread */
    public JournaledPlaces(GroupJournal journal, Consumer<Place> moved) {
        this.journal = journal;
        this.moved = moved;
    }

    @Override
    public Future<Void> put(List<Place> places) {
        return Future.all(places.stream().map(this::put).toList()).mapEmpty();
    }

    private Future<Void> put(Place place) {
        return journal.put(place).onSuccess(written -> {
            moved.accept(place);
            journal.places().before(place).forEach(journal::remove);
        });
    }

    @Override
    public Future<Map<Integer, Place>> load(String group, Topic topic) {
        return journal.now().map(now -> known(journal, group, topic));
    }

    /** The same, as far as this node knows. */
    static Map<Integer, Place> known(GroupJournal journal, String group, Topic topic) {
        Map<Integer, Place> highest = new HashMap<>();
        journal.places().all(group).stream()
                .filter(place ->
                        place.topic().equals(topic.name()) && place.topicId().equals(topic.id()))
                .forEach(place -> highest.merge(place.partition(), place, HIGHER));
        return highest;
    }

    @Override
    public Future<Void> forget(String group) {
        return journal.now()
                .compose(now -> Future.all(journal.places().all(group).stream()
                        .map(journal::remove)
                        .toList()))
                .mapEmpty();
    }
}
