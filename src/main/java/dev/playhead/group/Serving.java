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

    /** Writes how far the group is in what is served here: what is parked stays settled then, whatever becomes of its copy. */
    Future<Void> keep(String group);

    /**
     * A partition that is served.
     *
     * @param connection the member that serves it
     * @param stuck some of those that hold the partition up, the oldest first
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
     * An event that holds its partition up.
     *
     * @param attempt its number, from 1; 0 where it has not been sent
     * @param since when it was tried first, or since when nothing is sent, in epoch milliseconds
     * @param why such as {@code no credit}, {@code not settled for 3 deadlines}, {@code lag and credit, but nothing sent}
     */
    record Stuck(long offset, int attempt, long since, String why) {}
}
