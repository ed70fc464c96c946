package dev.playhead.group.parking;

import dev.playhead.codec.JsonMembers;
import dev.playhead.event.EventFilter;
import dev.playhead.event.Partition;
import dev.playhead.event.Position;
import dev.playhead.log.Topic;
import dev.playhead.log.Topics;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Finds out which parked events a {@link Choice} means, a few copies in memory at a time. Any thread. */
final class Chooser {
    /** The most copies in memory at once for a filter. */
    private static final int AT_ONCE = 200;

    private final DeadLetterStore parking;
    private final Topics topics;

    Chooser(DeadLetterStore parking, Topics topics) {
        this.parking = parking;
        this.topics = topics;
    }

    /** Returns the chosen events in their order. */
    Future<List<Shelved>> choose(List<Shelved> all, Choice choice) {
        Set<Position> positions = choice.positions() == null ? null : new HashSet<>(choice.positions());
        List<Shelved> among = positions == null
                ? all
                : all.stream()
                        .filter(each -> positions.contains(each.position()))
                        .toList();
        if (choice.filter() == null) {
            return Future.succeededFuture(among.subList(0, Math.min(choice.first(), among.size())));
        }
        Set<LetterKey> matching = new HashSet<>();
        return visit(among, copy -> {
                    if (passes(choice.filter(), copy.parked())) {
                        matching.add(copy.letter());
                    }
                    return matching.size() < choice.first();
                })
                .map(visited -> among.stream()
                        .filter(each -> matching.contains(each.letter()))
                        .toList());
    }

    /** Shows the copies in their order until the visitor wants no more. */
    Future<Void> visit(List<Shelved> rest, Predicate<DeadLetterStore.Copy> visitor) {
        if (rest.isEmpty()) {
            return Future.succeededFuture();
        }
        int now = Math.min(AT_ONCE, rest.size());
        return parking.copies(rest.subList(0, now))
                .compose(copies -> onWorker(() -> copies.stream().allMatch(visitor)))
                .compose(more -> more ? visit(rest.subList(now, rest.size()), visitor) : Future.succeededFuture());
    }

    /** Runs filters on a worker, because many copies take long, and the caller is on an event loop. */
    private static Future<Boolean> onWorker(BooleanSupplier work) {
        Context context = Vertx.currentContext();
        return context == null
                ? Future.succeededFuture().map(here -> work.getAsBoolean())
                : context.executeBlocking(work::getAsBoolean, false);
    }

    /** Returns whether the filter accepts the event; an event without a copy passes no filter. */
    static boolean passes(@Nullable EventFilter filter, Parked parked) {
        String event = parked.original().event();
        if (filter == null || event == null) {
            return filter == null;
        }
        JsonMembers members = new JsonMembers(event.getBytes(StandardCharsets.UTF_8));
        return filter.matches(name -> name.equals("data") || name.equals("data_base64") ? null : members.text(name));
    }

    /** Without those of topics that are gone, or were made again. */
    Future<List<Shelved>> present(List<Shelved> chosen) {
        List<Future<Optional<Topic>>> asked = chosen.stream()
                .map(each -> each.position().topic())
                .distinct()
                .map(topics::findIfThere)
                .toList();
        return Future.all(asked).map(all -> {
            Map<String, String> ids = new HashMap<>();
            asked.forEach(each -> each.result().ifPresent(topic -> ids.put(topic.name(), topic.id())));
            return chosen.stream()
                    .filter(each ->
                            each.topicId().equals(ids.get(each.position().topic())))
                    .toList();
        });
    }

    /** Returns the parked events before the chosen ones with one of their keys. */
    static List<Shelved> earlier(List<Shelved> all, List<Shelved> chosen) {
        Map<OfKey, Long> last = new HashMap<>();
        Set<Position> already = new HashSet<>();
        for (Shelved each : chosen) {
            already.add(each.position());
            if (each.keyed()) {
                last.merge(OfKey.of(each), each.position().offset(), Math::max);
            }
        }
        return all.stream()
                .filter(each -> each.keyed() && !already.contains(each.position()))
                .filter(each -> each.position().offset() < last.getOrDefault(OfKey.of(each), -1L))
                .toList();
    }

    /** Counts the positions without a parked event. */
    static int unknown(List<Shelved> all, Choice choice) {
        if (choice.positions() == null) {
            return 0;
        }
        Set<Position> unknown = new HashSet<>(choice.positions());
        all.forEach(each -> unknown.remove(each.position()));
        return unknown.size();
    }

    /** A key of a partition, by its hash. */
    private record OfKey(Partition partition, String topicId, long key) {
        static OfKey of(Shelved shelved) {
            return new OfKey(shelved.partition(), shelved.topicId(), shelved.key());
        }
    }
}
