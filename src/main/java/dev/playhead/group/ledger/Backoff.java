package dev.playhead.group.ledger;

import dev.playhead.group.BackoffPolicy;

/**
 * Computes the wait of an event before its next attempt; immutable. A quarter more or less than the policy says, so
 * that what failed together does not come again together.
 */
record Backoff(BackoffPolicy policy, long delayMillis, long maxMillis) {
    private static final int MOST_SHIFT = 40;

    /**
     * @param retry its number, from 1
     * @param salt whatever is the event's own: the same gives the same wait
     */
    long millis(int retry, long salt) {
        double growth = policy == BackoffPolicy.LINEAR ? retry : 1L << Math.min(retry, MOST_SHIFT);
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
