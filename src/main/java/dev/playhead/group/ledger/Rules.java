package dev.playhead.group.ledger;

import dev.playhead.group.GroupSettings;
import dev.playhead.group.GroupSpec;

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
        GroupSpec.OnParked onParked) {

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

    /**
     * Computes the wait of an event before its next attempt; immutable. A quarter more or less than the policy says, so
     * that what failed together does not come again together.
     */
    record Backoff(GroupSpec.BackoffPolicy policy, long delayMillis, long maxMillis) {
        private static final int MOST_SHIFT = 40;

        /**
         * @param retry its number, from 1
         * @param salt whatever is the event's own: the same gives the same wait
         */
        long millis(int retry, long salt) {
            double growth = policy == GroupSpec.BackoffPolicy.LINEAR ? retry : 1L << Math.min(retry, MOST_SHIFT);
            double share = (mixed(salt + retry) >>> 11) * 0x1p-53;
            return (long) Math.min(maxMillis, delayMillis * growth * (0.75 + share / 2));
        }

        /** The end of MurmurHash3, which spreads neighbours over all longs. */
        private static long mixed(long value) {
            long mixed = (value ^ value >>> 33) * 0xff51afd7ed558ccdL;
            mixed = (mixed ^ mixed >>> 33) * 0xc4ceb9fe1a85ec53L;
            return mixed ^ mixed >>> 33;
        }
    }
}
