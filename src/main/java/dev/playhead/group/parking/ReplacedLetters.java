package dev.playhead.group.parking;

import dev.playhead.event.Identity;
import dev.playhead.event.Position;
import dev.playhead.log.Journal;
import io.vertx.core.Future;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the dead letters of events that the log has lost, while other parked events have their positions. The last parked
 * event has the position. After its end, the newest replaced one has the position again. Any thread.
 */
final class ReplacedLetters {
    private static final Logger LOG = LoggerFactory.getLogger(ReplacedLetters.class);

    private final Journal journal;
    private final DeadLetterIndex index;

    ReplacedLetters(Journal journal, DeadLetterIndex index) {
        this.journal = journal;
        this.index = index;
    }

    /** Keeps the event at the position as replaced; returns the other event with a reason that names the first. */
    Future<Parked> keep(Shelved there, Parked other) {
        String group = other.group();
        return journal.read(List.of(there.at())).compose(values -> {
            String value = values.get(there.at().key());
            String name =
                    value == null ? Parked.UNNAMED : ParkedCodec.decode(value).name();
            LOG.atWarn()
                    .addKeyValue("group", group)
                    .addKeyValue("topic", there.position().topic())
                    .addKeyValue("partition", there.position().partition())
                    .addKeyValue("offset", there.position().offset())
                    .addKeyValue("replaced", name)
                    .log("an event replaced a parked event that the log has lost; both stay parked");
            Future<Void> kept = value == null
                    ? Future.succeededFuture()
                    : journal.put(ParkedCodec.key(group, new LetterKey(there.position(), there.identity())), value);
            return kept.map(other.replacing(name));
        });
    }

    /** Removes the event from the replaced ones of the position, if it is there. */
    Future<Void> forget(String group, Position position, Identity event) {
        Shelved same = index.at(group, new LetterKey(position, event));
        return same == null ? Future.succeededFuture() : journal.put(same.at().key(), "");
    }

    /**
     * Removes the event that has the position, and gives the position to the newest replaced one.
     *
     * @param without replaced events whose removal runs, too
     * @return whether a replaced event has the position now
     */
    Future<Boolean> remove(String group, Shelved there, Set<LetterKey> without) {
        Optional<Shelved> newest = index.replaced(group, there.position()).stream()
                .filter(each ->
                        !without.contains(each.letter()) && !each.identity().equals(there.identity()))
                .max(Comparator.comparingLong(each -> each.at().place()));
        return forget(group, there.position(), there.identity())
                .compose(forgotten -> newest.isPresent()
                        ? giveBack(there, newest.get())
                        : journal.put(there.at().key(), "").map(false));
    }

    private Future<Boolean> giveBack(Shelved there, Shelved newest) {
        return journal.read(List.of(newest.at())).compose(values -> {
            String value = values.getOrDefault(newest.at().key(), "");
            return journal.put(there.at().key(), value)
                    .compose(put -> journal.put(newest.at().key(), ""))
                    .map(removed -> !value.isEmpty());
        });
    }

    /** Returns the parked events of the position, the last one first. */
    List<Shelved> all(String group, Position position) {
        Shelved there = index.at(group, LetterKey.of(position));
        return there == null
                ? List.of()
                : Stream.concat(
                                Stream.of(there),
                                index.replaced(group, position).stream()
                                        .sorted(Comparator.comparingLong((Shelved each) ->
                                                        each.at().place())
                                                .reversed()))
                        .toList();
    }
}
