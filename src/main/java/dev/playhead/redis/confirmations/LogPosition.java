package dev.playhead.redis.confirmations;

import java.util.Arrays;

/**
 * The position to which a copy has read a log.
 *
 * @param generation that the copy reads; {@link #NONE} before the first
 * @param entries of the generation that the copy has
 * @param mark of the last entry that the copy has, of this generation or the one before; {@code -} where it has none
 */
record LogPosition(String generation, long entries, byte[] mark) {
    /** No generation has this name. */
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
