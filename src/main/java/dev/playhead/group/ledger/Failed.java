package dev.playhead.group.ledger;

/**
 * What becomes of a failed attempt.
 *
 * @param attempts how often the event has been tried
 * @param firstAt when it was tried first, in epoch milliseconds
 * @param retryAt when it may be tried again at the earliest, in epoch milliseconds; 0 unless it is
 */
public record Failed(long offset, Outcome outcome, int attempts, long firstAt, long retryAt) {
    public enum Outcome {
        /** It waits for its next attempt. */
        RETRIED,
        /** It is to be parked: the caller puts down the copy, then says so by {@link Ledger#parked}. */
        PARKS,
        /** It is settled without having been processed. */
        SKIPPED,
        /** It was not delivered here, or is settled. */
        UNKNOWN
    }

    /** What the consumer wants to become of an event that it could not process. */
    public enum Then {
        RETRY,
        PARK,
        SKIP
    }

    static Failed unknown(long offset) {
        return new Failed(offset, Outcome.UNKNOWN, 0, 0, 0);
    }
}
