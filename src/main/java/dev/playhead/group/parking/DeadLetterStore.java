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
 * Owns what groups have parked: durable copies in the journal {@code playhead.parked}, and in memory an index of all of
 * them, kept up with what other nodes write. Any thread; Futures complete on any thread, and fail with {@code
 * unavailable} while the log is away.
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
     * @param maxParked how many events a group may have parked
     * @param maxCopy how many bytes of an event are kept; a longer one is parked without its copy
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
     * Puts it aside, in the place of what is there of its position; succeeds once it is committed. Another event may be there,
     * of an end that the log has lost: its name goes into the reason. Fails with {@code parking_full} where the group has
     * parked as many as it may, as nearly as this node knows.
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

    /** The same as far as this node knows it, which is somewhat behind what other nodes do. */
    public ParkedIndex known(String group, Topic topic, int partition) {
        return new ParkedIndex(shelf.of(group, new Partition(topic.name(), partition)).stream()
                .filter(parked -> parked.topicId().equals(topic.id()))
                .map(Shelved::entry)
                .toList());
    }

    /** Returns whether the group has it parked, as far as this node knows. */
    public boolean isParked(String group, Position position) {
        return shelf.at(group, position) != null;
    }

    /** A number that grows with every change of what is {@link #known} of the partition. */
    public long version(String group, Partition partition) {
        return shelf.version(group, partition);
    }

    /** The parked event with its copy; empty where nothing is parked there. */
    public Future<Optional<Parked>> find(String group, Position position) {
        return followed.now().compose(now -> {
            Shelved shelved = shelf.at(group, position);
            return shelved == null
                    ? Future.succeededFuture(Optional.empty())
                    : copies(List.of(shelved)).map(found -> found.stream().findFirst());
        });
    }

    /** The parked events with their copies, in their order, without those that have been removed meanwhile. */
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

    /** Knows what was parked before this node was there. */
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
