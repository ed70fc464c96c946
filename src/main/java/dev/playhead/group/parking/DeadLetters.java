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
    public record Letter(LetterKey key, Parked parked, boolean redriving) {}

    /**
     * Holds all parked events of one position.
     *
     * @param last the event that Playhead parked last
     * @param replaced earlier ones that the log has lost since, the newest first
     */
    public record AtPosition(Letter last, List<Letter> replaced) {}

    /**
     * @param total the number of all parked events of the group
     * @param end true on the last page
     */
    public record Page(List<Letter> letters, int total, boolean end) {}

    /** Lists the first parked events after that key that pass the filter, in the order of topic, partition and offset. */
    public Future<Page> list(String group, @Nullable LetterKey after, @Nullable EventFilter filter, int limit) {
        return parking.all(group).compose(all -> {
            List<Shelved> rest = after == null
                    ? all
                    : all.stream()
                            .filter(each -> LetterKey.ORDER.compare(each.letter(), after) > 0)
                            .toList();
            List<DeadLetterStore.Copy> found = new ArrayList<>();
            return chooser.visit(rest, copy -> {
                        if (Chooser.passes(filter, copy.parked())) {
                            found.add(copy);
                        }
                        return found.size() <= limit;
                    })
                    .compose(visited -> told(group, found.subList(0, Math.min(limit, found.size()))))
                    .map(letters -> new Page(letters, all.size(), found.size() <= limit));
        });
    }

    /** Finds the parked events of the position; fails with {@code not_found} without one. */
    public Future<AtPosition> find(String group, Position position) {
        return parking.findAll(group, position)
                .compose(found -> !found.isEmpty()
                        ? told(group, found)
                                .map(letters -> new AtPosition(letters.get(0), letters.subList(1, letters.size())))
                        : Future.failedFuture(Problem.NOT_FOUND
                                .because("The group " + group + " has no parked event at " + position.topic() + "/"
                                        + position.partition() + "/" + position.offset())
                                .asException()));
    }

    /**
     * Requests a redrive of the chosen events; the nodes that serve their partitions deliver them in the order of each
     * key. A redrive concerns the last parked event of a position alone. When that one is gone, the replaced one before
     * it has the position again.
     *
     * @param inOrder true if earlier parked events of the same keys come too, as order demands when a parked event
     *     blocks its key
     * @param dryRun true only counts
     */
    public Future<Chosen> redrive(String group, boolean inOrder, Choice choice, boolean dryRun) {
        return parking.all(group).compose(all -> chooser.choose(last(all), choice)
                .compose(chosen -> chooser.present(chosen).compose(there -> {
                    List<Shelved> earlier = inOrder ? Chooser.earlier(last(all), there) : List.of();
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

    private static List<Shelved> last(List<Shelved> all) {
        return all.stream().filter(each -> !each.isReplaced()).toList();
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
                .compose(kept -> parking.discard(group, chosen))
                .onSuccess(removed -> byPartition(chosen).forEach((partition, offsets) -> meters.counter(
                                Meter.DISCARDS, GroupNames.label(group), partition.topic())
                        .increment(offsets.size())))
                .compose(removed -> Future.join(byPartition(last(chosen)).entrySet().stream()
                                .map(entry -> redrives.done(group, entry.getKey(), entry.getValue()))
                                .toList())
                        .<Void>mapEmpty()
                        .otherwiseEmpty());
    }

    private Future<List<Letter>> told(String group, List<DeadLetterStore.Copy> parked) {
        Map<Partition, Set<Long>> asked = new ConcurrentHashMap<>();
        List<Future<List<Long>>> asking = parked.stream()
                .map(each -> partition(each.letter().position()))
                .distinct()
                .map(partition -> redrives.asked(group, partition)
                        .onSuccess(offsets -> asked.put(partition, new HashSet<>(offsets)))
                        .otherwise(List.of()))
                .toList();
        return Future.all(asking).map(known -> parked.stream()
                .map(each -> {
                    Position position = each.letter().position();
                    Set<Long> offsets = asked.getOrDefault(partition(position), Set.of());
                    boolean last = each.letter().replaced() == null;
                    return new Letter(each.letter(), each.parked(), last && offsets.contains(position.offset()));
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
