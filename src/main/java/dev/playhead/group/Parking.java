package dev.playhead.group;

import dev.playhead.event.Partition;
import dev.playhead.event.Position;
import dev.playhead.log.Journal;
import dev.playhead.log.Topic;
import dev.playhead.metrics.Meters;
import io.vertx.core.Future;
import java.util.Collection;
import java.util.Optional;

/**
 * Owns what groups have parked: durable copies in the journal {@code playhead.parked}, and in memory an index of all of
 * them, kept up with what other nodes write. Any thread; Futures complete on any thread, and fail with {@code
 * unavailable} while the log is away.
 */
public final class Parking {
    private final Journal journal;
    private final int maxParked;

    /** @param maxParked how many events a group may have parked */
    public Parking(Journal journal, int maxParked, Meters meters) {
        this.journal = journal;
        this.maxParked = maxParked;
    }

    /**
     * Puts it aside, in the place of what is there of its position; succeeds once it is committed. Fails with {@code
     * parking_full} where the group has parked as many as it may.
     */
    public Future<Void> park(Parked parked) {
        return Future.failedFuture(new UnsupportedOperationException());
    }

    /** What the group has parked of the partition, as of now: all that was parked or removed before, by any node, is seen. */
    public Future<ParkedIndex> load(String group, Topic topic, int partition) {
        return Future.failedFuture(new UnsupportedOperationException());
    }

    /** The same as far as this node knows it, which is somewhat behind what other nodes do. */
    public ParkedIndex known(String group, Topic topic, int partition) {
        return ParkedIndex.EMPTY;
    }

    /** A number that changes whenever {@link #known} of the partition does. */
    public long version(String group, Partition partition) {
        return 0;
    }

    /** The parked event with its copy; empty where nothing is parked there. */
    public Future<Optional<Parked>> find(String group, Position position) {
        return Future.failedFuture(new UnsupportedOperationException());
    }

    /** They have been redriven and confirmed, or skipped, or are discarded; those that are not parked are left alone. */
    public Future<Void> remove(String group, Collection<Position> positions) {
        return Future.failedFuture(new UnsupportedOperationException());
    }

    /** Forgets all that the group has parked. */
    public Future<Void> forget(String group) {
        return Future.failedFuture(new UnsupportedOperationException());
    }

    /** How many events the group has parked, as far as this node knows. */
    public int count(String group) {
        return 0;
    }
}
