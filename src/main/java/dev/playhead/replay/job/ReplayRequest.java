package dev.playhead.replay.job;

import dev.playhead.delivery.request.StreamRequest;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * Holds a checked request for a replay, with all defaults; immutable.
 *
 * @param topics distinct, sorted by name
 * @param selection the events of these topics that the replay delivers
 * @param targets distinct, in the order in which they were given
 * @param idleTimeout the time without a connection after which a target fails
 * @param description for people; empty without one
 */
public record ReplayRequest(
        List<String> topics,
        Selection selection,
        StreamRequest.Order order,
        Pace pace,
        List<String> targets,
        Mode mode,
        Duration idleTimeout,
        String description) {

    public ReplayRequest {
        topics = topics.stream().distinct().sorted().toList();
        targets = targets.stream().distinct().toList();
    }

    /**
     * A range and a filter.
     *
     * @param from the start, in JSON
     * @param to the end, in JSON
     * @param filter the list of filters in JSON, with sorted member names; {@code []} lets every event through
     */
    public record Selection(String from, String to, String filter) {}

    /** The same at another pace. */
    public ReplayRequest at(Pace other) {
        return new ReplayRequest(topics, selection, order, other, targets, mode, idleTimeout, description);
    }

    /** The choice of the matching events for a target. */
    public enum Mode {
        /** All, confirmed in a scope of this job and target alone. */
        REBUILD,
        /**
         * The events that the group of the target's name has left unconfirmed, parked or skipped, confirmed for that group.
         */
        REPAIR;

        /** Returns the word for JSON. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
