package dev.playhead.group.parking;

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
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Owns the parked events of groups: durable copies in the journal {@code playhead.parked}, and an index of all of them
 * in memory that follows the writes of other nodes. Any thread; Futures complete on any thread, and fail with
 * {@code unavailable} while the log is unavailable.
 */
public final class DeadLetterStore {
    private static final Logger LOG = LoggerFactory.getLogger(DeadLetterStore.class);

    /** The name of the journal. */
    public static final String JOURNAL = "playhead.parked";

    private final Journal journal;
    private final int maxParked;
    private final int maxCopy;
    private final Meters meters;
    private final DeadLetterIndex shelf;
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
        this.followed = journal.follow(shelf);
    }

    /**
     * Parks the event in place of the one at its position; completes when it is committed. The position may have
     * another event of a lost end of the log: then the reason names that event. Fails with {@code parking_full} when
     * the group has the maximum of parked events, as far as this node knows.
     */
    public Future<Void> park(Parked parked) {
        String group = parked.group();
        Position position = parked.original().position();
        AtomicInteger parking = underWay.computeIfAbsent(group, any -> new AtomicInteger());
        int others = parking.getAndIncrement();
        return loaded().compose(known -> {
                    Shelved there = shelf.at(group, position);
                    return there == null && shelf.count(group) + others >= maxParked
                            ? full(group)
                            : replacing(there, parked)
                                    .compose(told -> journal.put(
                                            ParkedCodec.key(group, position),
                                            ParkedCodec.encode(told.within(maxCopy))));
                })
                .onSuccess(put -> meters.counter(Meter.PARKINGS, GroupNames.label(group), position.topic())
                        .increment())
                .onComplete(done -> parking.decrementAndGet());
    }

    /** The same, with the name of another event that it takes the place of. */
    private Future<Parked> replacing(@Nullable Shelved there, Parked parked) {
        if (there == null || !there.isOther(parked.original())) {
            return Future.succeededFuture(parked);
        }
        return copies(List.of(there)).map(found -> {
            String name = found.isEmpty() ? Parked.UNNAMED : found.get(0).name();
            LOG.atWarn()
                    .addKeyValue("group", parked.group())
                    .addKeyValue("topic", there.position().topic())
                    .addKeyValue("partition", there.position().partition())
                    .addKeyValue("offset", there.position().offset())
                    .addKeyValue("replaced", name)
                    .log("an event replaced a parked event that the log has lost");
            return parked.replacing(name);
        });
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

    /** Returns the parked events of a partition as this node knows them, somewhat behind the writes of other nodes. */
    public ParkedIndex known(String group, Topic topic, int partition) {
        return new ParkedIndex(shelf.of(group, new Partition(topic.name(), partition)).stream()
                .filter(parked -> parked.topicId().equals(topic.id()))
                .map(Shelved::entry)
                .toList());
    }

    /** Returns whether the group has parked this position, as far as this node knows. */
    public boolean isParked(String group, Position position) {
        return shelf.at(group, position) != null;
    }

    /** Returns a number that grows with every change of the {@link #known} events of the partition. */
    public long version(String group, Partition partition) {
        return shelf.version(group, partition);
    }

    /** Returns the parked event with its copy; empty without one. */
    public Future<Optional<Parked>> find(String group, Position position) {
        return followed.now().compose(now -> {
            Shelved shelved = shelf.at(group, position);
            return shelved == null
                    ? Future.succeededFuture(Optional.empty())
                    : copies(List.of(shelved)).map(found -> found.stream().findFirst());
        });
    }

    /** Returns the parked events with their copies, in their order, without those removed meanwhile. */
    Future<List<Parked>> copies(List<Shelved> wanted) {
        return journal.read(wanted.stream().map(Shelved::at).toList()).map(values -> wanted.stream()
                .map(shelved -> values.get(shelved.at().key()))
                .filter(value -> value != null)
                .map(ParkedCodec::decode)
                .toList());
    }

    /** Returns all parked events of the group as of now, in the order of the positions. */
    Future<List<Shelved>> all(String group) {
        return followed.now().map(now -> List.copyOf(shelf.all(group).values()));
    }

    /** Removes events after a redrive with confirmation, a skip, or a discard; ignores events that are not parked. */
    public Future<Void> remove(String group, Collection<Position> positions) {
        return followed.now()
                .compose(now -> Future.join(positions.stream()
                        .filter(position -> shelf.at(group, position) != null)
                        .map(position -> journal.put(ParkedCodec.key(group, position), ""))
                        .toList()))
                .mapEmpty();
    }

    /** Forgets all that the group has parked. */
    public Future<Void> forget(String group) {
        return all(group)
                .compose(parked ->
                        remove(group, parked.stream().map(Shelved::position).toList()));
    }

    /** Forgets all that the group has parked of the topic. */
    public Future<Void> forget(String group, Topic topic) {
        return all(group)
                .compose(parked -> remove(
                        group,
                        parked.stream()
                                .filter(each -> each.topicId().equals(topic.id()))
                                .map(Shelved::position)
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
