package dev.playhead.log;

/** The result of a read at an offset. */
public sealed interface Read {
    /**
     * Returns the offset of the next read of a look through the log. It is {@link Long#MAX_VALUE} when the log has no
     * more: at its end, and after a cut.
     *
     * @param from the offset of this read
     */
    default long next(long from) {
        if (this instanceof Loaded loaded) {
            return Math.max(loaded.block().next(), from + 1);
        }
        return this instanceof Lost lost && lost.to() > from ? lost.to() : Long.MAX_VALUE;
    }

    /** The block with the offset; for a hole, the block with the first record after it. */
    record Loaded(Block block) implements Read {}

    /** No record is there yet: the offset is the end of the readable log. */
    record AtEnd(long end) implements Read {}

    /**
     * The offset no longer exists; continue at {@code to}. Retention removed the offsets in [from, to)
     * ({@code "retention"}), or the log was cut off ({@code "truncated"}): then {@code to} is its end, below
     * {@code from}.
     */
    record Lost(long from, long to, String reason) implements Read {}
}
