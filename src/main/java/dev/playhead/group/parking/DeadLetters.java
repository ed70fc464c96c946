package dev.playhead.group.parking;

import dev.playhead.event.EventFilter;
import dev.playhead.event.Partition;
import dev.playhead.event.Position;
import dev.playhead.event.Problem;
import dev.playhead.group.GroupNames;
import dev.playhead.group.Redrives;
import dev.playhead.group.Serving;
import dev.playhead.log.Topics;
import dev.playhead.metrics.Meter;
import dev.playhead.metrics.Meters;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads, redrives and discards parked events for the edges. Each call may be repeated without harm. Any thread; Futures
 * complete on any thread.
 */
public final class DeadLetters {
    private final DeadLetterStore parking;
    private final Redrives redrives;
    private final Chooser chooser;
    private final Serving serving;
    private final Meters meters;

    public DeadLetters(DeadLetterStore parking, Redrives redrives, Topics topics, Serving serving, Meters meters) {
        this.parking = parking;
        this.redrives = redrives;
        this.chooser = new Chooser(parking, topics);
        this.serving = serving;
        this.meters = meters;
    }

    /** Holds a parked event, and whether a requested redrive is not done yet. */
    public record Letter(Parked parked, boolean redriving) {}

    /**
     * @param total the number of all parked events of the group
     * @param end true on the last page
     */
    public record Page(List<Letter> letters, int total, boolean end) {}

    /** The first parked events after the position that the filter lets through, in the order of topic, partition and offset. */
    public Future<Page> list(String group, @Nullable Position after, @Nullable EventFilter filter, int limit) {
        return parking.all(group).compose(all -> {
            List<Shelved> rest = after == null
                    ? all
                    : all.stream()
                            .filter(each -> DeadLetterIndex.ORDER.compare(each.position(), after) > 0)
                            .toList();
            List<Parked> found = new ArrayList<>();
            return chooser.visit(rest, parked -> {
                        if (Chooser.passes(filter, parked)) {
                            found.add(parked);
                        }
                        return found.size() <= limit;
                    })
                    .compose(visited -> told(group, found.subList(0, Math.min(limit, found.size()))))
                    .map(letters -> new Page(letters, all.size(), found.size() <= limit));
        });
    }

    /** One parked event; fails with {@code not_found}. */
    public Future<Letter> find(String group, Position position) {
        return parking.find(group, position)
                .compose(found -> found.isPresent()
                        ? told(group, List.of(found.get())).map(letters -> letters.get(0))
                        : Future.failedFuture(Problem.NOT_FOUND
                                .because("The group " + group + " has no parked event at " + position.topic() + "/"
                                        + position.partition() + "/" + position.offset())
                                .asException()));
    }

    /**
     * Requests a redrive of the chosen events; the nodes that serve their partitions deliver them in the order of each
     * key.
     *
     * @param inOrder true if earlier parked events of the same keys come too, as order demands when a parked event
     *     blocks its key
     * @param dryRun true only counts
     */
    public Future<Chosen> redrive(String group, boolean inOrder, Choice choice, boolean dryRun) {
        return parking.all(group).compose(all -> chooser.choose(all, choice)
                .compose(chosen -> chooser.present(chosen).compose(there -> {
                    List<Shelved> earlier = inOrder ? Chooser.earlier(all, there) : List.of();
                    List<Shelved> wanted = new ArrayList<>(there);
                    wanted.addAll(earlier);
                    Chosen counted = new Chosen(
                            all.size(),
                            chosen.size(),
                            earlier.size(),
                            chosen.size() - there.size(),
                            Chooser.unknown(all, choice));
                    return dryRun
                            ? Future.succeededFuture(counted)
                            : ask(group, wanted).map(counted);
                })));
    }

    /** Removes the chosen for ever. */
    public Future<Chosen> discard(String group, Choice choice, boolean dryRun) {
        return parking.all(group).compose(all -> chooser.choose(all, choice).compose(chosen -> {
            Chosen counted = new Chosen(all.size(), chosen.size(), 0, 0, Chooser.unknown(all, choice));
            return dryRun
                    ? Future.succeededFuture(counted)
                    : throwAway(group, chosen).map(counted);
        }));
    }

    private Future<Void> ask(String group, List<Shelved> wanted) {
        List<Future<Void>> asked = new ArrayList<>();
        byPartition(wanted).forEach((partition, offsets) -> {
            asked.add(redrives.ask(group, partition, offsets));
            meters.counter(Meter.REDRIVES, GroupNames.label(group), partition.topic())
                    .increment(offsets.size());
        });
        return Future.all(asked).mapEmpty();
    }

    /** Removes events, and then the requests for their redrive: a request without a parked event has no effect. */
    private Future<Void> throwAway(String group, List<Shelved> chosen) {
        return serving.keep(group)
                .compose(kept -> parking.remove(
                        group, chosen.stream().map(Shelved::position).toList()))
                .onSuccess(removed -> byPartition(chosen).forEach((partition, offsets) -> meters.counter(
                                Meter.DISCARDS, GroupNames.label(group), partition.topic())
                        .increment(offsets.size())))
                .compose(removed -> Future.join(byPartition(chosen).entrySet().stream()
                                .map(entry -> redrives.done(group, entry.getKey(), entry.getValue()))
                                .toList())
                        .<Void>mapEmpty()
                        .otherwiseEmpty());
    }

    private Future<List<Letter>> told(String group, List<Parked> parked) {
        Map<Partition, Set<Long>> asked = new ConcurrentHashMap<>();
        List<Future<List<Long>>> asking = parked.stream()
                .map(each -> partition(each.original().position()))
                .distinct()
                .map(partition -> redrives.asked(group, partition)
                        .onSuccess(offsets -> asked.put(partition, new HashSet<>(offsets)))
                        .otherwise(List.of()))
                .toList();
        return Future.all(asking).map(known -> parked.stream()
                .map(each -> {
                    Position position = each.original().position();
                    Set<Long> offsets = asked.getOrDefault(partition(position), Set.of());
                    return new Letter(each, offsets.contains(position.offset()));
                })
                .toList());
    }

    private static Map<Partition, List<Long>> byPartition(List<Shelved> shelved) {
        return shelved.stream()
                .collect(Collectors.groupingBy(
                        Shelved::partition,
                        TreeMap::new,
                        Collectors.mapping(each -> each.position().offset(), Collectors.toList())));
    }

    private static Partition partition(Position position) {
        return new Partition(position.topic(), position.partition());
    }

    /**
     * The result of a {@link Choice}.
     *
     * @param parked the number of parked events of the group
     * @param chosen the number of chosen events
     * @param earlier the number of earlier parked events of the same keys that come with them
     * @param gone the number of chosen events of deleted topics: these can only be discarded
     * @param unknown the number of positions without a parked event
     */
    public record Chosen(int parked, int chosen, int earlier, int gone, int unknown) {}
}
