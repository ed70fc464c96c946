package dev.playhead.group.ledger;

import dev.playhead.group.GroupSettings;
import dev.playhead.group.GroupSpec;
import dev.playhead.group.OnParked;

/**
 * The rules of a ledger; immutable.
 *
 * @param maxInFlight most events with consumers at once
 * @param maxAhead how far, in offsets, it takes events ahead of the cursor
 * @param maxWaiting most events that it keeps which are not settled
 * @param readAhead most events that it keeps which could be sent at once
 * @param retry how often an event is tried again
 */
public record Rules(
        int maxInFlight,
        long maxAhead,
        int maxWaiting,
        int readAhead,
        int retry,
        Backoff backoff,
        long deadlineMillis,
        OnParked onParked) {

    public static Rules of(GroupSpec spec, GroupSettings settings) {
        GroupSpec.Handling handling = spec.handling();
        return new Rules(
                handling.maxInFlight(),
                handling.maxAhead(),
                Math.max(settings.maxWaiting(), handling.maxInFlight()),
                settings.readAhead(),
                handling.retry(),
                new Backoff(
                        handling.backoffPolicy(),
                        handling.backoffDelay().toMillis(),
                        settings.maxBackoff().toMillis()),
                handling.deadline().toMillis(),
                handling.onParked());
    }
}
