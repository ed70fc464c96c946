package dev.playhead.ingest;

import dev.playhead.event.Refusal;
import io.vertx.core.Future;

/** What the duplicate window says of one candidate. */
public sealed interface Verdict {
    /** New: append it, and tell {@link Deduplication} what became of the claim, exactly once. */
    record Fresh(Claim claim) implements Verdict {}

    /** Stored before, there; {@code recorded} in epoch milliseconds. */
    record Duplicate(int partition, long offset, long recorded) implements Verdict {}

    /** The same event is under way on this node, or has just been answered: this one is answered as the leader is. */
    record Follows(Candidate leader) implements Verdict {}

    /** Not to be appended. */
    record Refused(Refusal refusal) implements Verdict {}

    /**
     * Claimed by somebody whose end is not known yet; the later verdict is neither this nor {@link Follows}, never
     * fails, and comes on the caller's context within {@code window.wait} and a round trip.
     */
    record Undecided(Future<Verdict> later) implements Verdict {}
}
