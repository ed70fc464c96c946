package dev.playhead.redis.confirmations;

import dev.playhead.event.Identity;
import dev.playhead.redis.IdentityBytes;

/**
 * Holds a copy of a log of confirmations, as {@code confirmations.lua} keeps it, and the position of its reading. For
 * one thread at a time.
 */
final class ConfirmationCopy {
    private static final int TABLES = 64;
    private static final byte[] NO_ENTRY = {'-'};

    private IdentitySet current = new IdentitySet(TABLES);
    private IdentitySet previous = new IdentitySet(TABLES);
    private String generation = LogStore.Position.NONE;
    private long entries;
    private byte[] mark = NO_ENTRY;

    LogStore.Position position() {
        return new LogStore.Position(generation, entries, mark);
    }

    /** Returns the approximate memory of the copy. */
    long bytes() {
        return current.bytes() + previous.bytes();
    }

    boolean has(Identity event) {
        return current.has(event.high(), event.low()) || previous.has(event.high(), event.low());
    }

    /** Adds an identity; returns whether the copy did not have it. */
    boolean add(Identity event) {
        return !previous.has(event.high(), event.low()) && current.add(event.high(), event.low());
    }

    /** Takes the next identities of the log; {@link #reached} then sets the position. */
    void take(byte[] bytes, int count) {
        for (int at = 0; at < count * Identity.LENGTH; at += Identity.LENGTH) {
            current.add(IdentityBytes.high(bytes, at), IdentityBytes.low(bytes, at));
        }
    }

    /**
     * Sets the position of the copy in its generation.
     *
     * @param mark the mark of the last new entry; empty without one
     */
    void reached(long entries, byte[] mark) {
        this.entries = entries;
        this.mark = mark.length == 0 ? this.mark : mark;
    }

    /**
     * Begins another generation, and drops the one before the last. Until the copy has an entry of it, the last mark of
     * the generation before identifies the log.
     *
     * @param last the last mark of the ending generation; empty if the copy has it already
     */
    void turn(String next, byte[] last) {
        reached(0, last);
        previous = current;
        current = new IdentitySet(TABLES);
        generation = next;
    }

    /** Forgets all, and begins at a generation. */
    void begin(String first) {
        turn(first, NO_ENTRY);
        previous = new IdentitySet(TABLES);
    }
}
