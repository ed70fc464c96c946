package dev.playhead.group.parking;

import dev.playhead.event.Identity;
import dev.playhead.event.Partition;
import dev.playhead.event.Position;
import dev.playhead.event.Problem;
import dev.playhead.group.GroupNames;
import dev.playhead.group.ParkedIndex;
import dev.playhead.log.Journal;
import dev.playhead.log.Topic;
import dev.playhead.metrics.Meter;
import dev.playhead.metrics.Meters;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Owns the parked events of groups: durable copies in the journal {@code playhead.parked}, and an index of all of them
 * in memory that follows the writes of other nodes. Any thread; Futures complete on any thread, and fail with
 * {@code unavailable} while the log is unavailable.
 */
public final class DeadLetterStore {
    /** The name of the journal. */
    public static final String JOURNAL = "playhead.parked";

    private final Journal journal;
    private final int maxParked;
    private final int maxCopy;
    private final Meters meters;
    private final DeadLetterIndex shelf;
    private final ReplacedLetters replaced;
    private final Journal.Followed followed;
    private final ConcurrentMap<String, AtomicInteger> underWay = new ConcurrentHashMap<>();
    private volatile @Nullable Future<Void> loaded;

    /**
     * @param maxParked the maximum of parked events of a group
     * @param maxCopy the maximum bytes of a copy; a longer event is parked without one
     */
    public DeadLetterStore(Journal journal, int maxParked, int maxCopy, Meters meters) {
        this.journal = journal;
        this.maxParked = maxParked;
        this.maxCopy = maxCopy;
        this.meters = meters;
        this.shelf = new DeadLetterIndex(meters);
        this.replaced = new ReplacedLetters(journal, shelf);
        this.followed = journal.follow(shelf);
    }

    /**
     * Parks the event; completes when it is committed. The position may have another event of a lost end of the log: the
     * store keeps that one as replaced, and the reason names it. Fails with {@code parking_full} when the group has the
     * maximum of parked events, as far as this node knows.
     */
    public Future<Void> park(Parked parked) {
        String group = parked.group();
        Position position = parked.original().position();
        AtomicInteger parking = underWay.computeIfAbsent(group, any -> new AtomicInteger());
        int others = parking.getAndIncrement();
        return loaded().compose(known -> {
                    Shelved there = shelf.at(group, LetterKey.of(position));
                    boolean again = there != null && !there.isOther(parked.original());
                    if (!again && shelf.count(group) + others >= maxParked) {
                        return full(group);
                    }
                    return (there == null || again ? Future.succeededFuture(parked) : replaced.keep(there, parked))
                            .compose(told -> journal.put(
                                    ParkedCodec.key(group, LetterKey.of(position)),
                                    ParkedCodec.encode(told.within(maxCopy))))
                            .compose(put -> replaced.forget(
                                    group, position, parked.original().identity()));
                })
                .onSuccess(put -> meters.counter(Meter.PARKINGS, GroupNames.label(group), position.topic())
                        .increment())
                .onComplete(done -> parking.decrementAndGet());
    }

    private Future<Void> full(String group) {
        return Future.failedFuture(Problem.PARKING_FULL
                .because("The group " + group + " has " + maxParked
                        + " parked events, the maximum (groups.maxParked): redrive or discard some")
                .asException());
    }

    /** Loads the group's parked events of the partition, as of now: it sees every earlier change by any node. */
    public Future<ParkedIndex> load(String group, Topic topic, int partition) {
        return followed.now().map(now -> known(group, topic, partition));
    }

    /**
     * Returns the parked events of a partition as this node knows them, somewhat behind the writes of other nodes;
     * without replaced ones.
     */
    public ParkedIndex known(String group, Topic topic, int partition) {
        return new ParkedIndex(of(group, topic, partition)
                .filter(parked -> !parked.isReplaced())
                .map(Shelved::entry)
                .toList());
    }

    /** Returns the identities of all parked events of the partition, replaced ones too, as far as this node knows. */
    public List<Identity> identities(String group, Topic topic, int partition) {
        return of(group, topic, partition).map(Shelved::identity).toList();
    }

    private Stream<Shelved> of(String group, Topic topic, int partition) {
        return shelf.of(group, new Partition(topic.name(), partition)).stream()
                .filter(parked -> parked.topicId().equals(topic.id()));
    }

    /** Returns whether this event has the position among the parked ones, as far as this node knows. */
    public boolean isParked(String group, Position position, Identity identity) {
        Shelved there = shelf.at(group, LetterKey.of(position));
        return there != null && there.identity().equals(identity);
    }

    /** Returns a number that grows with every change of the {@link #known} events of the partition. */
    public long version(String group, Partition partition) {
        return shelf.version(group, partition);
    }

    /** Returns the parked event that has the position, with its copy; empty without one. */
    public Future<Optional<Parked>> find(String group, Position position) {
        return followed.now().compose(now -> {
            Shelved there = shelf.at(group, LetterKey.of(position));
            return there == null
                    ? Future.succeededFuture(Optional.empty())
                    : copies(List.of(there))
                            .map(found -> found.stream().map(Copy::parked).findFirst());
        });
    }

    /** Returns all parked events of the position: first the one that has it, then the replaced ones. */
    Future<List<Copy>> findAll(String group, Position position) {
        return followed.now().compose(now -> copies(replaced.all(group, position)));
    }

    /** A parked event with its copy. */
    record Copy(LetterKey letter, Parked parked) {}

    /** Returns the parked events with their copies, in their order, without those removed meanwhile. */
    Future<List<Copy>> copies(List<Shelved> wanted) {
        return journal.read(wanted.stream().map(Shelved::at).toList()).map(values -> wanted.stream()
                .filter(shelved -> values.containsKey(shelved.at().key()))
                .map(shelved -> new Copy(
                        shelved.letter(),
                        ParkedCodec.decode(values.getOrDefault(shelved.at().key(), ""))))
                .toList());
    }

    /** Returns all parked events of the group as of now, replaced ones too, in the order of the positions. */
    Future<List<Shelved>> all(String group) {
        return followed.now().map(now -> List.copyOf(shelf.all(group).values()));
    }

    /**
     * Removes events after a redrive with confirmation or a skip; ignores events that do not have their positions.
     *
     * @return the positions that other parked events have now
     */
    public Future<Set<Position>> remove(String group, Map<Position, Identity> events) {
        return followed.now().compose(now -> {
            Set<Position> others = ConcurrentHashMap.newKeySet();
            return Future.join(events.entrySet().stream()
                            .map(each -> remove(group, each.getKey(), each.getValue(), Set.of())
                                    .onSuccess(other -> {
                                        if (other) {
                                            others.add(each.getKey());
                                        }
                                    }))
                            .toList())
                    .map(done -> others);
        });
    }

    /** Removes the event if it has the position; completes with true if another one has it then. */
    private Future<Boolean> remove(String group, Position position, Identity identity, Set<LetterKey> without) {
        Shelved there = shelf.at(group, LetterKey.of(position));
        return there == null || !there.identity().equals(identity)
                ? Future.succeededFuture(there != null)
                : replaced.remove(group, there, without);
    }

    /** Removes these events; other parked events of their positions stay. */
    Future<Void> discard(String group, List<Shelved> discarded) {
        Set<LetterKey> all = discarded.stream().map(Shelved::letter).collect(Collectors.toSet());
        return Future.join(discarded.stream()
                        .map(each -> each.isReplaced()
                                ? journal.put(each.at().key(), "")
                                : remove(group, each.position(), each.identity(), all))
                        .toList())
                .mapEmpty();
    }

    /** Forgets all that the group has parked. */
    public Future<Void> forget(String group) {
        return all(group).compose(parked -> discard(group, parked));
    }

    /** Forgets all that the group has parked of the topic. */
    public Future<Void> forget(String group, Topic topic) {
        return all(group)
                .compose(parked -> discard(
                        group,
                        parked.stream()
                                .filter(each -> each.topicId().equals(topic.id()))
                                .toList()));
    }

    /** Counts the group's parked events by topic, as far as this node knows. */
    public Map<String, Integer> counts(String group) {
        return shelf.counts(group);
    }

    /** Completes when the index has the events parked before the start of this node. */
    private Future<Void> loaded() {
        Future<Void> known = loaded;
        if (known == null || known.failed()) {
            known = followed.now();
            loaded = known;
        }
        return known;
    }

    public void close() {
        followed.close();
    }
}
