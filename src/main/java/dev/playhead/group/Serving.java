package dev.playhead.group;

import dev.playhead.event.Partition;
import io.vertx.core.Future;
import java.util.List;
import java.util.Set;

/**
 * Reports the partitions that the connections of this node serve. Any thread; Futures complete on any
 * thread.
 */
public interface Serving {
    /** Serves nothing. */
    Serving NOTHING = new Serving() {
        @Override
        public Set<String> groups() {
            return Set.of();
        }

        @Override
        public Future<List<Served>> served(String group) {
            return Future.succeededFuture(List.of());
        }

        @Override
        public Future<Void> keep(String group) {
            return Future.succeededFuture();
        }
    };

    /** The groups that have connections here. */
    Set<String> groups();

    /** The partitions of the group that are served here. */
    Future<List<Served>> served(String group);

    /**
     * Writes the cursors of the group's partitions served here; then parked events stay settled, even without their
     * copies.
     */
    Future<Void> keep(String group);

    /**
     * Describes a served partition.
     *
     * @param connection the member that serves it
     * @param stuck some of the events that block the partition, the oldest first
     */
    record Served(
            Partition partition,
            String connection,
            long epoch,
            long cursor,
            long delivered,
            Load load,
            List<Stuck> stuck) {
        public Served {
            stuck = List.copyOf(stuck);
        }
    }

    /**
     * The work of a partition that is served.
     *
     * @param inFlight events that the consumer has
     * @param waiting events that wait for credit, for a retry or for another event of their key
     * @param tried events with more than one attempt
     * @param confirmedPerSecond confirmations of the last seconds
     */
    record Load(int inFlight, int waiting, int tried, double confirmedPerSecond) {}

    /**
     * Describes an event that blocks its partition.
     *
     * @param attempt the number of its attempt, from 1; 0 before the first delivery
     * @param since the time of its first attempt, or of the last sending, in epoch milliseconds
     * @param why the reason, such as {@code no credit}, {@code not settled for 3 deadlines},
     *     {@code lag and credit, but nothing sent}
     */
    record Stuck(long offset, int attempt, long since, String why) {}
}
