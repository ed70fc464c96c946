package dev.playhead.ingest;

import dev.playhead.event.Refusal;
import dev.playhead.log.Append;
import io.vertx.core.Future;

/**
 * The verdict of the duplicate window on one candidate.
 *
 * @param <C> a candidate: an event that asks to be appended
 */
public sealed interface WindowVerdict<C extends Append> {
    /** The event is new: append it, and end the claim exactly once. */
    record Fresh<C extends Append>(Claim<C> claim) implements WindowVerdict<C> {}

    /** Stored before, there; {@code recorded} in epoch milliseconds. */
    record Duplicate<C extends Append>(int partition, long offset, long recorded) implements WindowVerdict<C> {}

    /** The same event is under way on this node, or has just been answered: this one is answered as the leader is. */
    record Follows<C extends Append>(C leader) implements WindowVerdict<C> {}

    /** The node must not append the event. */
    record Refused<C extends Append>(Refusal refusal) implements WindowVerdict<C> {}

    /**
     * Another claimant has claimed the event, and its outcome is open. The later verdict is neither this nor
     * {@link Follows}. It never fails, and comes on the caller's context within {@code window.wait} and a round trip.
     */
    record Undecided<C extends Append>(Future<WindowVerdict<C>> later) implements WindowVerdict<C> {}
}
