package dev.playhead.group.ledger;

import dev.playhead.group.GroupSettings;
import dev.playhead.group.GroupSpec;

/**
 * The rules of a ledger; immutable.
 *
 * @param maxInFlight the maximum of events at consumers
 * @param maxAhead the maximum of offsets ahead of the cursor
 * @param maxWaiting the maximum of kept unsettled events
 * @param readAhead the maximum of kept events that could be sent at once
 * @param retry the number of retries of an event
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
     * Computes the wait of an event before its next attempt; immutable. The wait differs by up to a quarter from the
     * policy, so that events that failed together do not come again together.
     */
    record Backoff(GroupSpec.BackoffPolicy policy, long delayMillis, long maxMillis) {
        private static final int MOST_SHIFT = 40;

        /**
         * @param retry its number, from 1
         * @param salt a value of the event; the same value gives the same wait
         */
        long millis(int retry, long salt) {
            double growth = policy == GroupSpec.BackoffPolicy.LINEAR ? retry : 1L << Math.min(retry, MOST_SHIFT);
            double share = (mixed(salt + retry) >>> 11) * 0x1p-53;
            return (long) Math.min(maxMillis, delayMillis * growth * (0.75 + share / 2));
        }

        /** Mixes the bits as the end of MurmurHash3; it spreads neighbours over all longs. */
        private static long mixed(long value) {
            long mixed = (value ^ value >>> 33) * 0xff51afd7ed558ccdL;
            mixed = (mixed ^ mixed >>> 33) * 0xc4ceb9fe1a85ec53L;
            return mixed ^ mixed >>> 33;
        }
    }
}
