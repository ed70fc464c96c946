package dev.playhead.replay.job;

import dev.playhead.delivery.StreamRequest;
import java.time.Duration;
import java.util.List;

/**
 * What a replay was asked for: as asked, checked, with the defaults filled in; immutable.
 *
 * @param topics distinct, sorted by name
 * @param from where it starts, as JSON has it
 * @param to where it ends, as JSON has it
 * @param filter the list of filters in JSON, the members of its objects sorted by name; {@code []} lets all through
 * @param targets distinct, in the order in which they were given
 * @param idleTimeout how long nobody may attend a target before it is given up
 * @param description for people; empty where none was given
 */
public record ReplayRequest(
        List<String> topics,
        String from,
        String to,
        String filter,
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

    /** The same at another pace. */
    public ReplayRequest at(Pace other) {
        return new ReplayRequest(topics, from, to, filter, order, other, targets, mode, idleTimeout, description);
    }
}
