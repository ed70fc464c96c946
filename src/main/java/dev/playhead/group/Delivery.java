package dev.playhead.group;

import dev.playhead.event.Identity;

/** An event of a ledger that is not settled; owned by the ledger's thread. */
final class Delivery {
    private final long offset;
    private final long key;
    private final boolean keyed;
    private final Identity identity;

    int attempt;
    long firstAt;
    boolean redriven;

    Delivery(long offset, long key, boolean keyed, Identity identity) {
        this.offset = offset;
        this.key = key;
        this.keyed = keyed;
        this.identity = identity;
    }

    long offset() {
        return offset;
    }

    boolean keyed() {
        return keyed;
    }

    long key() {
        return key;
    }

    Identity identity() {
        return identity;
    }

    /** The number of the attempt that was given out last, from 1. */
    int attempt() {
        return attempt;
    }

    /** When it was tried first, in epoch milliseconds. */
    long firstAt() {
        return firstAt;
    }

    /** Whether it was parked, and is tried again. */
    boolean redriven() {
        return redriven;
    }

    /** Whether its attempt must stand in {@link Attempts} before it is sent. */
    boolean counted() {
        return attempt > 1 || redriven;
    }
}
