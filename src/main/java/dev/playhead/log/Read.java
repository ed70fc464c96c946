package dev.playhead.log;

/** The result of a read at an offset. */
public sealed interface Read {
    /** The block that holds the offset, or the first record after it where the offset itself is a hole. */
    record Loaded(Block block) implements Read {}

    /** There is nothing yet: the offset is the end of what can be read. */
    record AtEnd(long end) implements Read {}

    /**
     * The offset is gone; go on at {@code to}. Offsets in [from, to) were removed ({@code "retention"}); or the log was
     * cut off ({@code "truncated"}): then {@code to} is its end, which is below {@code from}.
     */
    record Lost(long from, long to, String reason) implements Read {}
}
