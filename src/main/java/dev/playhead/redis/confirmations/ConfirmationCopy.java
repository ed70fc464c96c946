package dev.playhead.redis.confirmations;

import dev.playhead.event.Identity;
import dev.playhead.redis.IdentityBytes;
import java.util.Arrays;

/**
 * A copy of a log of confirmations, as {@code confirmations.lua} has it, and how far it has been read. For one thread at a
 * time.
 */
final class ConfirmationCopy {
    private static final int TABLES = 64;
    private static final byte[] NO_ENTRY = {'-'};

    private IdentitySet current = new IdentitySet(TABLES);
    private IdentitySet previous = new IdentitySet(TABLES);
    private String generation = LogPosition.NONE;
    private long entries;
    private byte[] mark = NO_ENTRY;

    LogPosition position() {
        return new LogPosition(generation, entries, mark);
    }

    /** Returns the approximate memory of the copy. */
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

    /** Takes identities that come next in the log; what they are entries of is told by {@link #reached}. */
    void take(byte[] bytes, int count) {
        for (int at = 0; at < count * Identity.LENGTH; at += Identity.LENGTH) {
            current.add(IdentityBytes.high(bytes, at), IdentityBytes.low(bytes, at));
        }
    }

    /**
     * It has so many entries now.
     *
     * @param mark of the last of those that are new; nothing where none is
     */
    void reached(long entries, byte[] mark) {
        this.entries = entries;
        this.mark = mark.length == 0 ? this.mark : mark;
    }

    /**
     * Goes on in another generation, and forgets the one before the last. Until the copy has an entry of it, the last mark of
     * the one before tells whether the log is still the same.
     *
     * @param last mark of the generation that ends; nothing where the copy has that already
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

    /**
     * The position to which a copy has read a log.
     *
     * @param generation that the copy reads; {@link #NONE} before the first
     * @param entries of the generation that the copy has
     * @param mark of the last entry that the copy has, of this generation or the one before; {@code -} where it has none
     */
    record LogPosition(String generation, long entries, byte[] mark) {
        /** The name of no generation. */
        static final String NONE = "0";

        @Override
        public boolean equals(Object other) {
            return other instanceof LogPosition position
                    && generation.equals(position.generation)
                    && entries == position.entries
                    && Arrays.equals(mark, position.mark);
        }

        @Override
        public int hashCode() {
            return generation.hashCode() * 31 + (int) entries;
        }
    }
}
