package dev.playhead.redis;

import dev.playhead.event.Identity;

/**
 * A copy of a log of confirmations, as {@code confirmations.lua} has it, and how far it has been read. For one thread at a
 * time.
 */
final class ConfirmationCopy {
    /** Of no log at all. */
    static final String NONE = "0";

    private static final int TABLES = 64;
    private static final byte[] NOTHING = {};

    private IdentitySet current = new IdentitySet(TABLES);
    private IdentitySet previous = new IdentitySet(TABLES);
    private String generation = NONE;
    private long entries;
    private byte[] last = NOTHING;

    /** The generation that it has read up to. */
    String generation() {
        return generation;
    }

    /** How many entries of that it has. */
    long entries() {
        return entries;
    }

    /** The last identity of those, or nothing. */
    byte[] last() {
        return last;
    }

    /** Of memory, about. */
    long bytes() {
        return current.bytes() + previous.bytes();
    }

    boolean has(Identity event) {
        return current.has(event.high(), event.low()) || previous.has(event.high(), event.low());
    }

    /** Returns whether it had not got it. */
    boolean add(Identity event) {
        return !previous.has(event.high(), event.low()) && current.add(event.high(), event.low());
    }

    /**
     * Takes what comes next in the log.
     *
     * @param now how many entries it has then
     */
    void take(byte[] identities, long now) {
        for (int at = 0; at < identities.length; at += IdentityBytes.LENGTH) {
            current.add(IdentityBytes.high(identities, at), IdentityBytes.low(identities, at));
        }
        entries = now;
        if (identities.length > 0) {
            last = IdentityBytes.last(identities);
        }
    }

    /** Goes on in another generation; what was in the one before the last is forgotten. */
    void turn(String next) {
        previous = current;
        current = new IdentitySet(TABLES);
        generation = next;
        entries = 0;
        last = NOTHING;
    }

    /** Forgets all, and begins at a generation. */
    void begin(String first) {
        turn(first);
        previous = new IdentitySet(TABLES);
    }
}
